import type { Ref } from '../../core/model/node';
import { text } from '../../core/model/text';
import { Cancelled } from '../../core/net/errors';
import type { NameConflict, UnitItem, UploadRules } from '../../core/contract';
import type { Issue } from '../../core/transfer/plan/issue';
import { type NameClash, findClashes, renameItems } from '../../core/transfer/plan/plan';
import { t } from '../../editor/text/l10n';
import { modalWarning } from '../../editor/api/prompts';

/** Items under names that are free, or that may be replaced. */
export interface ResolvedNames {
  readonly items: readonly UnitItem[];
  readonly issues: readonly Issue[];
}

const mostNamed = 10;

/** Names that are taken are asked about once for all of them. @throws Cancelled */
export async function resolveNames(
  items: readonly UnitItem[],
  taken: ReadonlyMap<string, Ref>,
  rules: UploadRules,
): Promise<ResolvedNames> {
  const found = findClashes(items, new Set(taken.keys()), rules);
  // What stands in a layout keeps its name: its files are bound together by it.
  const bound = rules.pathSeparator === 'scene' ? found.filter(({ item }) => item.path !== undefined) : [];
  const left = new Set(bound.map(({ item }) => item));
  const free = items.filter((item) => !left.has(item));
  const asked = found.filter(({ item }) => !left.has(item));
  const issues = bound.map(({ item }) => takenName(item, rules));
  if (asked.length === 0) return { items: free, issues };
  const settled = settlers[await askConflict(asked, rules.conflicts)](free, asked, taken, rules);
  return { items: settled.items, issues: [...issues, ...settled.issues] };
}

const buttons: Readonly<Record<NameConflict, (count: number) => string>> = {
  skip: (count) => t('Skip {0}', count),
  rename: (count) => t('Rename {0}', count),
  replace: (count) => t('Replace {0}', count),
};

async function askConflict(found: readonly NameClash[], conflicts: readonly NameConflict[]): Promise<NameConflict> {
  const names = found
    .slice(0, mostNamed)
    .map(({ item, with: what }) =>
      what === 'listed'
        ? t('{0}: in the dataset already', item.fileName)
        : t('{0}: the name occurs twice in the selection', item.fileName),
    );
  const message =
    found.length === 1
      ? t('An item with this name already exists')
      : t('{0} items with these names already exist', found.length);
  const offered = conflicts.map((choice) => ({ choice, button: buttons[choice](found.length) }));
  const picked = await modalWarning(message, names, ...offered.map(({ button }) => button));
  const choice = offered.find(({ button }) => button === picked)?.choice;
  if (choice === undefined) throw new Cancelled();
  return choice;
}

type Settler = (
  items: readonly UnitItem[],
  found: readonly NameClash[],
  taken: ReadonlyMap<string, Ref>,
  rules: UploadRules,
) => ResolvedNames;

const settlers: Readonly<Record<NameConflict, Settler>> = {
  skip: (items, found, _taken, rules) => without(items, found, rules),
  rename: (items, found, taken, rules) => ({
    items: renameItems(items, found, new Set(taken.keys()), rules),
    issues: [],
  }),
  // Of two of one name in the selection only the first can replace what is there.
  replace: (items, found, taken, rules) => {
    const twins = found.filter((clash) => clash.with === 'selection');
    const { items: single, issues } = without(items, twins, rules);
    return { items: single.map((item) => replacing(item, taken)), issues };
  },
};

function without(items: readonly UnitItem[], found: readonly NameClash[], rules: UploadRules): ResolvedNames {
  const clashing = new Set(found.map(({ item }) => item));
  return {
    items: items.filter((item) => !clashing.has(item)),
    issues: found.map(({ item }) => takenName(item, rules)),
  };
}

function replacing(item: UnitItem, taken: ReadonlyMap<string, Ref>): UnitItem {
  const replaces = taken.get(item.name);
  return replaces === undefined ? item : { ...item, replaces };
}

function takenName(item: UnitItem, { pathSeparator }: UploadRules): Issue {
  const notice =
    pathSeparator === 'scene' && item.name.includes('/')
      ? text('The dataset already has this scene; frames cannot be added to it.')
      : text('An item with this name already exists.');
  return { kind: 'skipped', name: item.fileName, message: notice };
}
