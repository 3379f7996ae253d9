import { Cancelled } from '../../core/net/errors';
import type { UploadRules } from '../../core/contract';
import { type AlikeNaming, alikeOf, nameAlike } from '../../core/transfer/plan/alike';
import type { RepackProposal } from '../../core/transfer/plan/classify';
import type { ValidationResult } from '../../core/transfer/plan/plan';
import type { ClassifiedSelection } from '../../core/transfer/plan/selection';
import { localize, t } from '../../editor/text/l10n';
import { askQuestion } from '../../editor/api/prompts';

const maxNamed = 5;

/** Files of different folders that share a name: one question for all of them. @throws Cancelled */
export async function askAlike(sorted: ClassifiedSelection, rules: UploadRules): Promise<ClassifiedSelection> {
  const alike = alikeOf(sorted);
  if (alike.length === 0) return sorted;
  const buttons: Readonly<Record<AlikeNaming, string>> = {
    folder: t('Add Folder Name'),
    number: t('Add Number'),
    skip: t('Skip {0}', alike.length),
  };
  const names = alike.slice(0, maxNamed).map(({ path }) => path);
  const more = alike.length > names.length ? [t('… and {0} more', alike.length - names.length)] : [];
  const detail = [t('All items of the dataset are in one list, so their names must differ.'), ...names, ...more];
  const message =
    alike.length === 1
      ? t('1 file has the name of a file in another folder')
      : t('{0} files have the names of files in other folders', alike.length);
  const picked = await askQuestion(message, detail, ...Object.values(buttons));
  const naming = (['folder', 'number', 'skip'] as const).find((one) => buttons[one] === picked);
  if (naming === undefined) throw new Cancelled();
  return nameAlike(sorted, naming, rules);
}

/** Archives that cannot be sent as they are: each is packed anew without what is broken, or left out. @throws Cancelled */
export async function askRepacks(validation: ValidationResult): Promise<ValidationResult> {
  const packed: RepackProposal[] = [];
  const left: RepackProposal[] = [];
  for (const repack of validation.repacks) {
    const anew = t('Repack {0}', repack.items.length);
    const skip = t('Skip Archive');
    const detail = [
      ...repack.reasons.map(localize),
      repack.items.length === 1
        ? t('1 item can be sent in a new archive. The archive on your disk is not changed.')
        : t('{0} items can be sent in a new archive. The archive on your disk is not changed.', repack.items.length),
    ];
    const picked = await askQuestion(t('"{0}" cannot be sent as it is', repack.name), detail, anew, skip);
    if (picked === undefined) throw new Cancelled();
    (picked === anew ? packed : left).push(repack);
  }
  const skipped = left.flatMap(({ name, reasons }) =>
    reasons.map((notice) => ({ kind: 'layout', name, message: notice }) as const),
  );
  return {
    ...validation,
    items: [...validation.items, ...packed.flatMap(({ items }) => items)],
    issues: [...validation.issues, ...skipped],
    repacks: [],
  };
}
