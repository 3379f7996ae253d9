import { plainLine } from '../../core/model/plainText';
import type { Node } from '../../core/model/node';
import type { Blocker, Survey } from '../../core/platforms/platform';
import { say, t } from '../../editor/l10n';

/** What the person decides on about one survey: the question, its lines, and a button for each way. */
export interface Confirmation {
  readonly message: string;
  readonly lines: readonly string[];
  readonly ways: readonly Way[];
  /** What must be typed before anything is deleted, and what for. */
  readonly typed: readonly string[];
  readonly why: string;
}

export interface Way {
  readonly button: string;
  readonly nodes: readonly Node[];
  readonly skipped: readonly Node[];
  readonly release: readonly Blocker[];
  readonly permanently: boolean;
}

const named = 5;

/** Puts into words what would go, where all of it is of one kind and place. */
export function confirmation(survey: Survey, permanently = false): Confirmation {
  const asked = containersOf(survey).length > 0 ? aboutDatasets(survey) : aboutItems(survey);
  return permanently ? forGood(asked, survey) : asked;
}

/** What holds items, and is told with what it holds. */
export function containersOf({ nodes }: Survey): readonly Node[] {
  return nodes.filter((node) => node.counts !== undefined);
}

/** A stronger question: it says that nothing brings them back, and has their number typed. */
function forGood(asked: Confirmation, { nodes }: Survey): Confirmation {
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
    ways: asked.ways.slice(-1).map((way) => ({ ...way, button, permanently: true })),
    typed: asked.typed.length > 0 ? asked.typed : [String(nodes.length)],
    why: asked.typed.length > 0 ? asked.why : t('Type the number of items to confirm.'),
  };
}

/** Names that must be typed: what the platform says, or those of containers that hold what somebody annotated. */
export function namesToType(survey: Survey): readonly string[] {
  return (
    survey.typed ??
    containersOf(survey)
      .filter((node) => holdsWork(node, survey))
      .map(({ name }) => name)
  );
}

/** An annotated item, or an object. Where objects are counted, a container that was not counted is taken to hold some. */
function holdsWork({ ref, counts }: Node, { objects }: Survey): boolean {
  return (counts?.annotated ?? 0) > 0 || (objects !== undefined && objects.get(ref) !== 0);
}

/** Whether what was typed is the name. One with characters that cannot be typed may be typed as it is shown. */
export function isTyped(name: string, value: string): boolean {
  return value === name || value === plainLine(name) || value === name.trim();
}

/** `"Street" with 40 items, 2 annotated, 348 objects` */
export function containerLine({ name, counts, ref }: Node, { objects }: Survey): string {
  const [all, annotated] = [counts?.all ?? 0, counts?.annotated ?? 0];
  const count = objects?.get(ref);
  return count === undefined
    ? t('"{0}" with {1} items, {2} annotated', name, all, annotated)
    : t('"{0}" with {1} items, {2} annotated, {3} objects', name, all, annotated, count);
}

function aboutDatasets(survey: Survey): Confirmation {
  const [only] = survey.nodes;
  const one = survey.nodes.length === 1 && only !== undefined;
  return {
    message: one ? t('Delete the dataset "{0}"?', only.name) : t('Delete {0} datasets?', survey.nodes.length),
    lines: [
      ...survey.nodes.map((node) => containerLine(node, survey)),
      ...surroundings(survey),
      t('This cannot be undone.'),
    ],
    ways: [{ button: t('Delete'), nodes: survey.nodes, skipped: [], release: [], permanently: false }],
    typed: namesToType(survey),
    why: t('It holds annotated data. Type its name to delete it with its annotations.'),
  };
}

function aboutItems(survey: Survey): Confirmation {
  const count = survey.nodes.length;
  const lines = [
    count > 1 && listed(survey.nodes),
    ...framesLine(survey),
    survey.annotated > 0 && t('{0} of them are annotated.', survey.annotated),
    ...surroundings(survey),
  ];
  return {
    message: count === 1 && survey.nodes[0] ? t('Delete "{0}"?', survey.nodes[0].name) : t('Delete {0} items?', count),
    lines: lines.filter((line) => line !== false),
    ways: waysFor(survey),
    typed: survey.typed ?? [],
    why: t('Type the name to delete it with all that it holds.'),
  };
}

/** What the frames of scenes add. */
export function framesLine(survey: Survey): string[] {
  const containers = containersOf(survey);
  const held = containers.reduce((sum, { counts }) => sum + (counts?.all ?? 0), 0);
  const items = survey.nodes.length - containers.length;
  return survey.items - held > items && items > 0
    ? [t('{0} items will be deleted, including scene frames.', survey.items - held)]
    : [];
}

/** What else should be known: what the platform notes, who holds locks, and what is gone. */
export function surroundings(survey: Survey): string[] {
  const { gone, notes = [] } = survey;
  return [
    ...notes.map(say),
    ...lockLines(survey),
    ...(gone.length > 0 ? [t('{0} of the selection are gone already.', gone.length)] : []),
  ];
}

/** All that nobody holds; undefined when everything is held. */
export function freeWay({ nodes, locked }: Survey): Way {
  const held = new Set(locked);
  const free = nodes.filter((node) => !held.has(node.ref));
  const skipped = nodes.filter((node) => held.has(node.ref));
  const button = t('Delete {0}, skip {1} locked', free.length, skipped.length);
  return { button, nodes: free, skipped, release: [], permanently: false };
}

/** All of it; locks are released first. */
export function wholeWay({ nodes, locked, blockers }: Survey): Way {
  const release = locked.length === 0 ? [] : blockers.filter((blocker) => blocker.refs.length > 0);
  const button = locked.length === 0 ? t('Delete {0}', nodes.length) : t('Unlock and delete {0}', nodes.length);
  return { button, nodes, skipped: [], release, permanently: false };
}

function waysFor(survey: Survey): Way[] {
  const free = freeWay(survey);
  return survey.locked.length > 0 && free.nodes.length > 0 ? [free, wholeWay(survey)] : [wholeWay(survey)];
}

function lockLines({ locked, blockers }: Survey): string[] {
  if (locked.length === 0) return [];
  const holding = blockers.filter((blocker) => blocker.refs.length > 0);
  return [
    t('Locked by {0}: {1}.', holding.map((blocker) => blocker.holder).join(', ') || '?', locked.length),
    ...holding.map((blocker) =>
      t('Unlocking releases the lock record of {0} and frees {1} data.', blocker.holder, blocker.frees),
    ),
  ];
}

function listed(nodes: readonly Node[]): string {
  const first = nodes.slice(0, named).map((node) => node.name);
  const rest = nodes.length - first.length;
  return rest > 0 ? t('{0} and {1} more', first.join(', '), rest) : first.join(', ');
}
