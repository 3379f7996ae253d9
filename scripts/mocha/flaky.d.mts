export interface Result {
  readonly kind: 'passed' | 'failed' | 'skipped';
  readonly name: string;
  readonly suite?: string;
  readonly message?: string;
  readonly stack?: string;
}

export function readFlaky(
  list: Readonly<Record<string, unknown>>,
  today: Date,
): { readonly forgiven: ReadonlySet<string>; readonly problems: readonly Result[] };
export function suitesToRetry(first: readonly Result[], forgiven: ReadonlySet<string>): string[];
export function joinTries(first: readonly Result[], second: readonly Result[], forgiven: ReadonlySet<string>): Result[];
