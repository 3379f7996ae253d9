import type { Ref } from '../../core/model/node';
import { text } from '../../core/model/text';
import { Cancelled } from '../../core/net/errors';
import type { Conflict, UnitItem, UploadRules } from '../../core/platforms/platform';
import type { Finding } from '../../core/transfer/finding';
import { type Clash, clashes, renamed } from '../../core/transfer/plan';
import { t } from '../../editor/l10n';
import { modalWarning } from '../../editor/prompts';

/** Items under names that are free, or that may be replaced. */
export interface Free {
  readonly items: readonly UnitItem[];
  readonly findings: readonly Finding[];
}

const mostNamed = 10;

/** Names that are taken are asked about once for all of them. @throws Cancelled */
export async function resolveNames(
  items: readonly UnitItem[],
  taken: ReadonlyMap<string, Ref>,
  rules: UploadRules,
): Promise<Free> {
  const found = clashes(items, new Set(taken.keys()), rules);
  // What stands in a layout keeps its name: its files are bound together by it.
  const bound = rules.slash === 'scene' ? found.filter(({ item }) => item.path !== undefined) : [];
  const left = new Set(bound.map(({ item }) => item));
  const free = items.filter((item) => !left.has(item));
  const asked = found.filter(({ item }) => !left.has(item));
  const findings = bound.map(({ item }) => takenName(item, rules));
  if (asked.length === 0) return { items: free, findings };
  const settled = settlers[await askConflict(asked, rules.conflicts)](free, asked, taken, rules);
  return { items: settled.items, findings: [...findings, ...settled.findings] };
}

const buttons: Readonly<Record<Conflict, (count: number) => string>> = {
  skip: (count) => t('Skip {0}', count),
  rename: (count) => t('Rename {0}', count),
  replace: (count) => t('Replace {0}', count),
};

async function askConflict(found: readonly Clash[], ways: readonly Conflict[]): Promise<Conflict> {
  const names = found
    .slice(0, mostNamed)
    .map(({ item, with: what }) =>
      what === 'listed'
        ? t('{0}: in the dataset already', item.fileName)
        : t('{0}: the name occurs twice in the selection', item.fileName),
    );
  const message = found.length === 1 ? t('A name is taken') : t('{0} names are taken', found.length);
  const offered = ways.map((way) => ({ way, button: buttons[way](found.length) }));
  const picked = await modalWarning(message, names, ...offered.map(({ button }) => button));
  const way = offered.find(({ button }) => button === picked)?.way;
  if (way === undefined) throw new Cancelled();
  return way;
}

type Settler = (
  items: readonly UnitItem[],
  found: readonly Clash[],
  taken: ReadonlyMap<string, Ref>,
  rules: UploadRules,
) => Free;

const settlers: Readonly<Record<Conflict, Settler>> = {
  skip: (items, found, _taken, rules) => without(items, found, rules),
  rename: (items, found, taken, rules) => ({
    items: renamed(items, found, new Set(taken.keys()), rules),
    findings: [],
  }),
  // Of two of one name in the selection only the first can replace what is there.
  replace: (items, found, taken, rules) => {
    const twins = found.filter((clash) => clash.with === 'selection');
    const { items: single, findings } = without(items, twins, rules);
    return { items: single.map((item) => replacing(item, taken)), findings };
  },
};

function without(items: readonly UnitItem[], found: readonly Clash[], rules: UploadRules): Free {
  const clashing = new Set(found.map(({ item }) => item));
  return {
    items: items.filter((item) => !clashing.has(item)),
    findings: found.map(({ item }) => takenName(item, rules)),
  };
}

function replacing(item: UnitItem, taken: ReadonlyMap<string, Ref>): UnitItem {
  const replaces = taken.get(item.name);
  return replaces === undefined ? item : { ...item, replaces };
}

function takenName(item: UnitItem, { slash }: UploadRules): Finding {
  const said =
    slash === 'scene' && item.name.includes('/')
      ? text('The dataset has this scene already; frames cannot be added to it.')
      : text('Its name is taken.');
  return { kind: 'skipped', name: item.fileName, said };
}
