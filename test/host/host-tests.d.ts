/** Put together by the build: every `*.test.ts` of this folder. Calling it defines the tests. */
declare module 'host-tests' {
  export function define(): void;
}
