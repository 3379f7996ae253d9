import { groupBy } from '../../core/model/lists';
import type { Node } from '../../core/model/node';
import { localize, t } from '../../editor/text/l10n';
import type { LeftOut } from '../../editor/tree/selection';
import { leftOutReasons } from '../../editor/tree/work';
import { type ActionJob, type DeletionJob, type NodesJob, nodesOf } from './jobs';
import {
  buildConfirmation,
  containerLine,
  containersOf,
  framesLine,
  freeWay,
  namesToType,
  deletionNotes,
  type ConfirmationOption,
  wholeWay,
} from './confirmDeletion';

/** One job with what was decided about it. */
export interface DeletionDecision {
  readonly job: DeletionJob;
  /** Of a job by the platform's own deletion. */
  readonly option?: ConfirmationOption;
}

export interface DeletionChoice {
  readonly button: string;
  readonly decided: readonly DeletionDecision[];
}

/** The one question before a deletion, whatever was selected. */
export interface DeletionQuestion {
  readonly message: string;
  /** What is deleted, group by group, and what is not and why. */
  readonly lines: readonly string[];
  /** Everything that would go, one a line. */
  readonly list: readonly string[];
  readonly choices: readonly DeletionChoice[];
  /** What must be typed before anything is deleted, and what for. */
  readonly typed: readonly string[];
  readonly why: string;
}

/** Puts into words what would go. @param left what was selected too and stays */
export function questionAbout(
  jobs: readonly DeletionJob[],
  left: readonly LeftOut[],
  permanently: boolean,
): DeletionQuestion {
  const [only] = jobs;
  const asked =
    jobs.length === 1 && only && isOfOneKind(only) ? aboutOne(only, permanently) : aboutSeveral(jobs, permanently);
  return { ...asked, lines: [...asked.lines, ...leftLines(left)], list: [...listOf(jobs), ...leftLines(left)] };
}

type Asked = Omit<DeletionQuestion, 'list'>;

function isOfOneKind(job: DeletionJob): boolean {
  if (job.type === 'action') return true;
  const containers = containersOf(job.preview).length;
  if (containers > 0) return containers === job.preview.nodes.length;
  return new Set(job.preview.nodes.map(({ parent }) => parent)).size === 1;
}

function aboutOne(job: DeletionJob, permanently: boolean): Asked {
  if (job.type === 'action') return aboutAction(job);
  const asked = buildConfirmation(job.preview, permanently);
  const choices = asked.options.map((option) => ({ button: option.button, decided: [{ job, option }] }));
  return { ...asked, choices };
}

function aboutAction(job: ActionJob): Asked {
  const question = job.plan?.question;
  return {
    message: question ? localize(question.message) : `${localize(job.action.title)}?`,
    lines: question?.detail ? [localize(question.detail)] : [],
    choices: [{ button: question ? localize(question.button) : t('Delete'), decided: [{ job }] }],
    typed: [],
    why: '',
  };
}

/** Groups of several kinds, places or connections: each is a line of one question. */
function aboutSeveral(jobs: readonly DeletionJob[], permanently: boolean): Asked {
  const count = jobs.reduce((sum, job) => sum + nodesOf(job).length, 0);
  const names = jobs.flatMap((job) => (job.type === 'nodes' ? namesToType(job.preview) : []));
  const byNumber = permanently && names.length === 0;
  return {
    message: permanently ? t('Delete {0} selected items permanently?', count) : t('Delete {0} selected items?', count),
    lines: [...linesByConnection(jobs), ...(isForGood(jobs, permanently) ? [t('This cannot be undone.')] : [])],
    choices: choicesFor(jobs, count, permanently),
    typed: byNumber ? [String(count)] : names,
    why: byNumber
      ? t('Type the number of items to confirm.')
      : t('It contains annotated items. Type its name to delete it with its annotations.'),
  };
}

function isForGood(jobs: readonly DeletionJob[], permanently: boolean): boolean {
  return permanently || jobs.some((job) => job.type === 'nodes' && containersOf(job.preview).length > 0);
}

/** A connection's lines stand below its name where there are several. */
function linesByConnection(jobs: readonly DeletionJob[]): string[] {
  const found = groupBy(jobs, ({ connection }) => connection.id);
  return [...found.values()].flatMap((own) => [
    ...(found.size > 1 ? own.slice(0, 1).map(({ connection }) => `${connection.name}:`) : []),
    ...own.flatMap(linesOf),
  ]);
}

function linesOf(job: DeletionJob): string[] {
  if (job.type === 'nodes') return [...groupLines(job), ...framesLine(job.preview), ...deletionNotes(job.preview)];
  const detail = job.plan?.question?.detail;
  return [`${localize(job.action.title)}: ${detail ? localize(detail) : job.nodes.map(({ name }) => name).join(', ')}`];
}

/** Containers one by one, items by the place where they stand. */
function groupLines({ preview, places, connection }: NodesJob): string[] {
  const items = preview.nodes.filter(({ counts }) => counts === undefined);
  const byPlace = groupBy(items, ({ parent = '' }) => places.get(parent) ?? connection.name);
  return [
    ...containersOf(preview).map((node) => containerLine(node, preview)),
    ...[...byPlace].map(([place, own]) => itemsLine(place, own)),
  ];
}

function itemsLine(place: string, nodes: readonly Node[]): string {
  const annotated = nodes.filter((node) => node.annotated === true).length;
  const [only] = nodes;
  if (nodes.length === 1 && only)
    return annotated > 0 ? t('"{0}" of "{1}" (annotated)', only.name, place) : t('"{0}" of "{1}"', only.name, place);
  return annotated > 0
    ? t('{0} items of "{1}" ({2} annotated)', nodes.length, place, annotated)
    : t('{0} items of "{1}"', nodes.length, place);
}

/** With locks anywhere: all that is free, or all of it after unlocking. */
function choicesFor(jobs: readonly DeletionJob[], count: number, permanently: boolean): DeletionChoice[] {
  const locked = jobs.reduce((sum, job) => sum + (job.type === 'nodes' ? job.preview.locked.length : 0), 0);
  const option = (of: (preview: NodesJob['preview']) => ConfirmationOption) =>
    jobs.map((job): DeletionDecision =>
      job.type === 'nodes' ? { job, option: { ...of(job.preview), permanently } } : { job },
    );
  const button = permanently
    ? t('Delete {0} Permanently', count)
    : locked > 0
      ? t('Unlock and delete {0}', count)
      : t('Delete {0}', count);
  const whole: DeletionChoice = { button, decided: option(wholeWay) };
  if (locked === 0 || locked === count || permanently) return [whole];
  return [{ button: t('Delete {0}, skip {1} locked', count - locked, locked), decided: option(freeWay) }, whole];
}

function leftLines(left: readonly LeftOut[]): string[] {
  return left.length === 0 ? [] : [t('Skipped from the selection: {0}', left.length), ...leftOutReasons(left)];
}

function listOf(jobs: readonly DeletionJob[]): string[] {
  return jobs.flatMap((job) => [
    `${job.connection.name}:`,
    ...nodesOf(job).map((node) => `  ${placeOf(job, node)}${node.name}`),
  ]);
}

function placeOf({ places }: DeletionJob, { parent = '' }: Node): string {
  const place = places.get(parent);
  return place === undefined ? '' : `${place} / `;
}
