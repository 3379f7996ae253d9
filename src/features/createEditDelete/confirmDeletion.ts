import { plainLine } from '../../core/model/plainText';
import type { Node } from '../../core/model/node';
import type { Blocker, DeletionPreview } from '../../core/contract';
import { itemsText, localize, t } from '../../editor/text/l10n';

/** What the person decides on about one survey: the question, its lines, and a button for each way. */
export interface DeletionConfirmation {
  readonly message: string;
  readonly lines: readonly string[];
  readonly options: readonly ConfirmationOption[];
  /** What must be typed before anything is deleted, and what for. */
  readonly typed: readonly string[];
  readonly why: string;
}

export interface ConfirmationOption {
  readonly button: string;
  readonly nodes: readonly Node[];
  readonly skipped: readonly Node[];
  readonly release: readonly Blocker[];
  readonly permanently: boolean;
}

const named = 5;

/** Puts into words what would go, where all of it is of one kind and place. */
export function buildConfirmation(preview: DeletionPreview, permanently = false): DeletionConfirmation {
  const asked = containersOf(preview).length > 0 ? aboutDatasets(preview) : aboutItems(preview);
  return permanently ? forGood(asked, preview) : asked;
}

/** What holds items, and is told with what it holds. */
export function containersOf({ nodes }: DeletionPreview): readonly Node[] {
  return nodes.filter((node) => node.counts !== undefined);
}

/** A stronger question: it says that nothing brings them back, and has their number typed. */
function forGood(asked: DeletionConfirmation, { nodes }: DeletionPreview): DeletionConfirmation {
  const [only] = nodes;
  const button = t('Delete {0} Permanently', nodes.length);
  return {
    message:
      nodes.length === 1 && only
        ? t('Delete "{0}" permanently?', only.name)
        : t('Delete {0} items permanently?', nodes.length),
    lines: asked.lines.includes(t('This cannot be undone.'))
      ? asked.lines
      : [...asked.lines, t('This cannot be undone.')],
    options: asked.options.slice(-1).map((option) => ({ ...option, button, permanently: true })),
    typed: asked.typed.length > 0 ? asked.typed : [String(nodes.length)],
    why: asked.typed.length > 0 ? asked.why : t('Type the number of items to confirm.'),
  };
}

/** Names that must be typed: what the platform says, or those of containers that hold what somebody annotated. */
export function namesToType(preview: DeletionPreview): readonly string[] {
  return (
    preview.typed ??
    containersOf(preview)
      .filter((node) => holdsWork(node, preview))
      .map(({ name }) => name)
  );
}

/** An annotated item, or an object. Where objects are counted, a container that was not counted is taken to hold some. */
function holdsWork({ ref, counts }: Node, { objects }: DeletionPreview): boolean {
  return (counts?.annotated ?? 0) > 0 || (objects !== undefined && objects.get(ref) !== 0);
}

/** Whether what was typed is the name. One with characters that cannot be typed may be typed as it is shown. */
export function isTyped(name: string, value: string): boolean {
  return value === name || value === plainLine(name) || value === name.trim();
}

/** `"Street" with 40 items, 2 annotated, 348 objects` */
export function containerLine({ name, counts, ref }: Node, { objects }: DeletionPreview): string {
  const [all, annotated] = [counts?.all ?? 0, counts?.annotated ?? 0];
  const count = objects?.get(ref);
  return count === undefined
    ? t('"{0}" with {1} items, {2} annotated', name, all, annotated)
    : t('"{0}" with {1} items, {2} annotated, {3} objects', name, all, annotated, count);
}

function aboutDatasets(preview: DeletionPreview): DeletionConfirmation {
  const [only] = preview.nodes;
  const one = preview.nodes.length === 1 && only !== undefined;
  return {
    message: one ? t('Delete dataset "{0}"?', only.name) : t('Delete {0} datasets?', preview.nodes.length),
    lines: [
      ...preview.nodes.map((node) => containerLine(node, preview)),
      ...deletionNotes(preview),
      t('This cannot be undone.'),
    ],
    options: [{ button: t('Delete'), nodes: preview.nodes, skipped: [], release: [], permanently: false }],
    typed: namesToType(preview),
    why: t('It contains annotated items. Type its name to delete it with its annotations.'),
  };
}

function aboutItems(preview: DeletionPreview): DeletionConfirmation {
  const count = preview.nodes.length;
  const lines = [
    count > 1 && listed(preview.nodes),
    ...framesLine(preview),
    preview.annotated > 0 && t('{0} of them are annotated.', preview.annotated),
    ...deletionNotes(preview),
  ];
  return {
    message:
      count === 1 && preview.nodes[0] ? t('Delete "{0}"?', preview.nodes[0].name) : t('Delete {0} items?', count),
    lines: lines.filter((line) => line !== false),
    options: confirmationOptionsFor(preview),
    typed: preview.typed ?? [],
    why: t('Type the name to delete it with everything in it.'),
  };
}

/** What the frames of scenes add. */
export function framesLine(preview: DeletionPreview): string[] {
  const containers = containersOf(preview);
  const held = containers.reduce((sum, { counts }) => sum + (counts?.all ?? 0), 0);
  const items = preview.nodes.length - containers.length;
  return preview.items - held > items && items > 0
    ? [t('{0} items will be deleted, including scene frames.', preview.items - held)]
    : [];
}

/** What else should be known: what the platform notes, who holds locks, and what is gone. */
export function deletionNotes(preview: DeletionPreview): string[] {
  const { gone, notes = [] } = preview;
  return [
    ...notes.map(localize),
    ...lockLines(preview),
    ...(gone.length > 0 ? [t('{0} of the selected items are already deleted.', gone.length)] : []),
  ];
}

/** All that nobody holds; undefined when everything is held. */
export function freeWay({ nodes, locked }: DeletionPreview): ConfirmationOption {
  const held = new Set(locked);
  const free = nodes.filter((node) => !held.has(node.ref));
  const skipped = nodes.filter((node) => held.has(node.ref));
  const button = t('Delete {0}, skip {1} locked', free.length, skipped.length);
  return { button, nodes: free, skipped, release: [], permanently: false };
}

/** All of it; locks are released first. */
export function wholeWay({ nodes, locked, blockers }: DeletionPreview): ConfirmationOption {
  const release = locked.length === 0 ? [] : blockers.filter((blocker) => blocker.refs.length > 0);
  const button = locked.length === 0 ? t('Delete {0}', nodes.length) : t('Unlock and delete {0}', nodes.length);
  return { button, nodes, skipped: [], release, permanently: false };
}

function confirmationOptionsFor(preview: DeletionPreview): ConfirmationOption[] {
  const free = freeWay(preview);
  return preview.locked.length > 0 && free.nodes.length > 0 ? [free, wholeWay(preview)] : [wholeWay(preview)];
}

function lockLines({ locked, blockers }: DeletionPreview): string[] {
  if (locked.length === 0) return [];
  const holding = blockers.filter((blocker) => blocker.refs.length > 0);
  return [
    t('{1} locked by {0}.', holding.map((blocker) => blocker.holder).join(', ') || '?', locked.length),
    ...holding.map((blocker) => t("Unlocking removes {0}'s lock ({1}).", blocker.holder, itemsText(blocker.frees))),
  ];
}

function listed(nodes: readonly Node[]): string {
  const first = nodes.slice(0, named).map((node) => node.name);
  const rest = nodes.length - first.length;
  return rest > 0 ? t('{0} and {1} more', first.join(', '), rest) : first.join(', ');
}
