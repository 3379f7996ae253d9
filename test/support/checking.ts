import type { Text } from '../../src/core/model/text';
import type { UploadRules } from '../../src/core/contract';
import { checkBytes } from '../../src/core/transfer/check/fileCheck';
import { inlineChecks } from '../../src/core/transfer/check/fileChecks';
import type { CheckOptions } from '../../src/core/transfer/plan/classify';
import { memoryReader } from '../../src/core/formats/bytes';
import { never } from './context';

/** How a selection is checked where nobody looks on, in this thread. */
export function checking(rules: UploadRules, target: string, results?: string): CheckOptions {
  return { rules, target, results, checks: inlineChecks, report: () => undefined };
}

/** Why a picture must not be sent, or undefined. */
export async function pictureProblem(bytes: Uint8Array): Promise<Text | undefined> {
  return (await checkBytes('picture', memoryReader(bytes), never)).problem;
}
