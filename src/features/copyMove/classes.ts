import type { Node } from '../../core/model/node';
import { Cancelled } from '../../core/net/errors';
import type { ResultClass, ResultClasses } from '../../core/contract';
import { mapClasses, readResultFiles, relinkFiles } from '../../core/transfer/classMapping';
import type { StagedFile } from '../../core/transfer/stage';
import { localize, t } from '../../editor/text/l10n';
import { withTreeProgress } from '../../editor/api/progress';
import { askQuestion } from '../../editor/api/prompts';

/** Classes named in one question. */
const mostNamed = 10;

export interface ClassSide {
  readonly classes: ResultClasses;
  readonly nodes: readonly Node[];
}

/**
 * Gives results the classes of the dataset that they go to, by name; offers to create there what is missing.
 * @param folder where files that change are written anew
 * @throws Cancelled
 */
export async function mapResultClasses(
  files: readonly StagedFile[],
  from: ClassSide,
  to: { readonly classes: ResultClasses; readonly node: Node },
  folder: string,
): Promise<readonly StagedFile[]> {
  const read = await withTreeProgress((signal) => readResultFiles(files, from.classes, signal));
  const used = new Set(read.flatMap(({ results }) => [...from.classes.usedIn(results)]));
  if (used.size === 0) return files;
  const refs = from.nodes.map(({ ref }) => ref);
  const [source, target] = await withTreeProgress((signal) =>
    Promise.all([from.classes.list(refs, signal), to.classes.list([to.node.ref], signal)]),
  );
  const map = (there: readonly ResultClass[]) => mapClasses(used, source, there, to.classes);
  const { ids, missing } = map(target);
  const created = missing.length > 0 && (await askToCreate(missing, to.node));
  const known = created
    ? map(await withTreeProgress((signal) => to.classes.create(to.node.ref, missing, signal))).ids
    : ids;
  return relinkFiles(files, read, known, to.classes, folder);
}

/** Whether classes that the target lacks are to be created there; without them their objects have no class. @throws Cancelled */
async function askToCreate(missing: readonly ResultClass[], { name }: Node): Promise<boolean> {
  const [create, without] = [t('Create Classes'), t('Copy without These Classes')];
  const message =
    missing.length === 1
      ? t('"{0}" does not have 1 of the copied classes. Create it there?', name)
      : t('"{0}" does not have {1} of the copied classes. Create them there?', name, missing.length);
  const named = missing.slice(0, mostNamed).map((one) => `${one.name} (${localize(one.toolLabel)})`);
  const more = missing.length > mostNamed ? [t('… and {0} more', missing.length - mostNamed)] : [];
  const hint = t('Without its class, an object keeps its shape only.');
  const picked = await askQuestion(message, [...named, ...more, hint], create, without);
  if (picked === undefined) throw new Cancelled();
  return picked === create;
}
