import { Cancelled } from '../../core/net/errors';
import type { UploadRules } from '../../core/platforms/platform';
import { type AlikeNaming, alikeOf, nameAlike } from '../../core/transfer/alike';
import type { Repack } from '../../core/transfer/laid';
import type { Inspection, Sorted } from '../../core/transfer/plan';
import { say, t } from '../../editor/l10n';
import { modal } from '../../editor/prompts';

const maxNamed = 5;

/** Files of different folders that share a name: one question for all of them. @throws Cancelled */
export async function askAlike(sorted: Sorted, rules: UploadRules): Promise<Sorted> {
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
  const picked = await modal(message, detail, ...Object.values(buttons));
  const naming = (['folder', 'number', 'skip'] as const).find((one) => buttons[one] === picked);
  if (naming === undefined) throw new Cancelled();
  return nameAlike(sorted, naming, rules);
}

/** Archives that cannot be sent as they are: each is packed anew without what is broken, or left out. @throws Cancelled */
export async function askRepacks(inspection: Inspection): Promise<Inspection> {
  const packed: Repack[] = [];
  const left: Repack[] = [];
  for (const repack of inspection.repacks) {
    const anew = t('Repack {0}', repack.items.length);
    const skip = t('Skip Archive');
    const detail = [
      ...repack.reasons.map(say),
      repack.items.length === 1
        ? t('1 item can be sent in a new archive. The archive on your disk is not changed.')
        : t('{0} items can be sent in a new archive. The archive on your disk is not changed.', repack.items.length),
    ];
    const picked = await modal(t('"{0}" cannot be sent as it is', repack.name), detail, anew, skip);
    if (picked === undefined) throw new Cancelled();
    (picked === anew ? packed : left).push(repack);
  }
  const skipped = left.flatMap(({ name, reasons }) => reasons.map((said) => ({ kind: 'layout', name, said }) as const));
  return {
    ...inspection,
    items: [...inspection.items, ...packed.flatMap(({ items }) => items)],
    findings: [...inspection.findings, ...skipped],
    repacks: [],
  };
}
