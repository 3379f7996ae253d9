/** Ends the titles of the tests that run after the window was loaded again. */
export const secondRun = '(after a reload)';

/**
 * A test of what outlives the window: it runs in a second window on the same profile, after all other tests ran in a first.
 * The two cannot share variables: an `it` before it leaves something behind, this one looks for it.
 */
export function afterReload(title: string, test: Mocha.AsyncFunc | Mocha.Func): void {
  it(`${title} ${secondRun}`, test as Mocha.AsyncFunc);
}
