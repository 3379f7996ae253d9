import type { Text } from '../model/text';

/** `renamed` and `note` are about what is sent; the others tell what is not. */
export type FindingKind = 'broken' | 'unsupported' | 'layout' | 'skipped' | 'renamed' | 'note';

/** Something that a person should know before the first byte is sent. */
export interface Finding {
  readonly kind: FindingKind;
  /** The file, as the person knows it. */
  readonly name: string;
  readonly said: Text;
}

/** Whether the thing itself is sent all the same. */
export function isSent({ kind }: Finding): boolean {
  return kind === 'renamed' || kind === 'note';
}
