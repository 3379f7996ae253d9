import type { Node } from '../../core/model/node';
import type { Blocker, Survey } from '../../core/platforms/platform';
import { say, t } from '../../editor/l10n';

/** What the person decides on: the question, its detail, and a button for each way. */
export interface Confirmation {
  readonly message: string;
  readonly detail: string;
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

/** Puts into words what would go. */
export function confirmation(survey: Survey, permanently = false): Confirmation {
  const containers = survey.nodes.filter((node) => node.counts !== undefined);
  const asked = containers.length > 0 ? aboutDatasets(survey, containers) : aboutItems(survey);
  return permanently ? forGood(asked, survey) : asked;
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
    detail: [asked.detail, t('Nothing brings them back.')].filter((line) => line !== '').join('\n'),
    ways: asked.ways.slice(-1).map((way) => ({ ...way, button, permanently: true })),
    typed: asked.typed.length > 0 ? asked.typed : [String(nodes.length)],
    why: asked.typed.length > 0 ? asked.why : t('Type how many are to be deleted permanently.'),
  };
}

function notesOf({ notes = [] }: Survey): string[] {
  return notes.map(say);
}

function aboutDatasets(survey: Survey, datasets: readonly Node[]): Confirmation {
  const [only] = datasets;
  const lines = datasets.map((node) =>
    t('{0}: {1} data, {2} annotated', node.name, node.counts?.all ?? 0, node.counts?.annotated ?? 0),
  );
  return {
    message:
      datasets.length === 1 && only
        ? t('Delete the dataset "{0}"?', only.name)
        : t('Delete {0} datasets?', datasets.length),
    detail: [...lines, ...notesOf(survey), t('This cannot be undone.'), ...goneLine(survey)].join('\n'),
    ways: [{ button: t('Delete'), nodes: survey.nodes, skipped: [], release: [], permanently: false }],
    typed: survey.typed ?? datasets.filter((node) => (node.counts?.annotated ?? 0) > 0).map((node) => node.name),
    why: t('It holds annotated data. Type its name to delete it with its annotations.'),
  };
}

function aboutItems(survey: Survey): Confirmation {
  const count = survey.nodes.length;
  const lines = [
    count > 1 && listed(survey.nodes),
    survey.items > count && t('With the frames of scenes {0} data go.', survey.items),
    survey.annotated > 0 && t('{0} of them are annotated.', survey.annotated),
    ...notesOf(survey),
    ...lockLines(survey),
    ...goneLine(survey),
  ];
  return {
    message: count === 1 && survey.nodes[0] ? t('Delete "{0}"?', survey.nodes[0].name) : t('Delete {0} items?', count),
    detail: lines.filter((line) => line !== false).join('\n'),
    ways: waysFor(survey),
    typed: survey.typed ?? [],
    why: t('Type the name to delete it with all that it holds.'),
  };
}

function waysFor({ nodes, locked, blockers }: Survey): Way[] {
  if (locked.length === 0)
    return [{ button: t('Delete {0}', nodes.length), nodes, skipped: [], release: [], permanently: false }];
  const held = new Set(locked);
  const free = nodes.filter((node) => !held.has(node.ref));
  const skipped = nodes.filter((node) => held.has(node.ref));
  const release = blockers.filter((blocker) => blocker.refs.length > 0);
  return [
    ...(free.length > 0
      ? [
          {
            button: t('Delete {0}, skip {1} locked', free.length, skipped.length),
            nodes: free,
            skipped,
            release: [],
            permanently: false,
          },
        ]
      : []),
    { button: t('Unlock and delete {0}', nodes.length), nodes, skipped: [], release, permanently: false },
  ];
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

function goneLine({ gone }: Survey): string[] {
  return gone.length > 0 ? [t('{0} of the selection are gone already.', gone.length)] : [];
}

function listed(nodes: readonly Node[]): string {
  const first = nodes.slice(0, named).map((node) => node.name);
  const rest = nodes.length - first.length;
  return rest > 0 ? t('{0} and {1} more', first.join(', '), rest) : first.join(', ');
}
