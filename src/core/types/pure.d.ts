/** What browsers and Node have alike, and the language's own library does not declare (WHATWG Encoding). */
declare class TextDecoder {
  constructor(label?: string, options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  decode(input?: Uint8Array): string;
}
