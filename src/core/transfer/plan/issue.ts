import type { Text } from '../../model/text';

/** `renamed` and `note` are about what is sent; the others tell what is not. */
export type IssueKind = 'broken' | 'unsupported' | 'layout' | 'skipped' | 'renamed' | 'note';

/** Something that a person should know before the first byte is sent. */
export interface Issue {
  readonly kind: IssueKind;
  /** The file, as the person knows it. */
  readonly name: string;
  readonly message: Text;
}

/** Whether the thing itself is sent all the same. */
export function isSent({ kind }: Issue): boolean {
  return kind === 'renamed' || kind === 'note';
}
