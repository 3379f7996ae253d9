import { groups } from '../../core/model/lists';
import type { Node } from '../../core/model/node';
import { say, t } from '../../editor/l10n';
import type { LeftOut } from '../../editor/tree/selection';
import { reasons } from '../../editor/tree/work';
import { type ActionJob, type Job, type NodesJob, nodesOf } from './jobs';
import {
  confirmation,
  containerLine,
  containersOf,
  framesLine,
  freeWay,
  namesToType,
  surroundings,
  type Way,
  wholeWay,
} from './survey';

/** One job with what was decided about it. */
export interface Decided {
  readonly job: Job;
  /** Of a job by the platform's own deletion. */
  readonly way?: Way;
}

export interface Choice {
  readonly button: string;
  readonly decided: readonly Decided[];
}

/** The one question before a deletion, whatever was selected. */
export interface Question {
  readonly message: string;
  /** What is deleted, group by group, and what is not and why. */
  readonly lines: readonly string[];
  /** Everything that would go, one a line. */
  readonly list: readonly string[];
  readonly choices: readonly Choice[];
  /** What must be typed before anything is deleted, and what for. */
  readonly typed: readonly string[];
  readonly why: string;
}

/** Puts into words what would go. @param left what was selected too and stays */
export function questionAbout(jobs: readonly Job[], left: readonly LeftOut[], permanently: boolean): Question {
  const [only] = jobs;
  const asked =
    jobs.length === 1 && only && isOfOneKind(only) ? aboutOne(only, permanently) : aboutSeveral(jobs, permanently);
  return { ...asked, lines: [...asked.lines, ...leftLines(left)], list: [...listOf(jobs), ...leftLines(left)] };
}

type Asked = Omit<Question, 'list'>;

function isOfOneKind(job: Job): boolean {
  if (job.type === 'action') return true;
  const containers = containersOf(job.survey).length;
  if (containers > 0) return containers === job.survey.nodes.length;
  return new Set(job.survey.nodes.map(({ parent }) => parent)).size === 1;
}

function aboutOne(job: Job, permanently: boolean): Asked {
  if (job.type === 'action') return aboutAction(job);
  const asked = confirmation(job.survey, permanently);
  const choices = asked.ways.map((way) => ({ button: way.button, decided: [{ job, way }] }));
  return { ...asked, choices };
}

function aboutAction(job: ActionJob): Asked {
  const question = job.deed?.question;
  return {
    message: question ? say(question.message) : `${say(job.action.title)}?`,
    lines: question?.detail ? [say(question.detail)] : [],
    choices: [{ button: question ? say(question.button) : t('Delete'), decided: [{ job }] }],
    typed: [],
    why: '',
  };
}

/** Groups of several kinds, places or connections: each is a line of one question. */
function aboutSeveral(jobs: readonly Job[], permanently: boolean): Asked {
  const count = jobs.reduce((sum, job) => sum + nodesOf(job).length, 0);
  const names = jobs.flatMap((job) => (job.type === 'nodes' ? namesToType(job.survey) : []));
  const byNumber = permanently && names.length === 0;
  return {
    message: permanently ? t('Delete {0} selected items permanently?', count) : t('Delete {0} selected items?', count),
    lines: [...linesByConnection(jobs), ...(isForGood(jobs, permanently) ? [t('This cannot be undone.')] : [])],
    choices: choicesFor(jobs, count, permanently),
    typed: byNumber ? [String(count)] : names,
    why: byNumber
      ? t('Type the number of items to confirm.')
      : t('It holds annotated data. Type its name to delete it with its annotations.'),
  };
}

function isForGood(jobs: readonly Job[], permanently: boolean): boolean {
  return permanently || jobs.some((job) => job.type === 'nodes' && containersOf(job.survey).length > 0);
}

/** A connection's lines stand below its name where there are several. */
function linesByConnection(jobs: readonly Job[]): string[] {
  const found = groups(jobs, ({ connection }) => connection.id);
  return [...found.values()].flatMap((own) => [
    ...(found.size > 1 ? own.slice(0, 1).map(({ connection }) => `${connection.name}:`) : []),
    ...own.flatMap(linesOf),
  ]);
}

function linesOf(job: Job): string[] {
  if (job.type === 'nodes') return [...groupLines(job), ...framesLine(job.survey), ...surroundings(job.survey)];
  const detail = job.deed?.question?.detail;
  return [`${say(job.action.title)}: ${detail ? say(detail) : job.nodes.map(({ name }) => name).join(', ')}`];
}

/** Containers one by one, items by the place where they stand. */
function groupLines({ survey, places, connection }: NodesJob): string[] {
  const items = survey.nodes.filter(({ counts }) => counts === undefined);
  const byPlace = groups(items, ({ parent = '' }) => places.get(parent) ?? connection.name);
  return [
    ...containersOf(survey).map((node) => containerLine(node, survey)),
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
function choicesFor(jobs: readonly Job[], count: number, permanently: boolean): Choice[] {
  const locked = jobs.reduce((sum, job) => sum + (job.type === 'nodes' ? job.survey.locked.length : 0), 0);
  const way = (of: (survey: NodesJob['survey']) => Way) =>
    jobs.map((job): Decided => (job.type === 'nodes' ? { job, way: { ...of(job.survey), permanently } } : { job }));
  const button = permanently
    ? t('Delete {0} Permanently', count)
    : locked > 0
      ? t('Unlock and delete {0}', count)
      : t('Delete {0}', count);
  const whole: Choice = { button, decided: way(wholeWay) };
  if (locked === 0 || locked === count || permanently) return [whole];
  return [{ button: t('Delete {0}, skip {1} locked', count - locked, locked), decided: way(freeWay) }, whole];
}

function leftLines(left: readonly LeftOut[]): string[] {
  return left.length === 0 ? [] : [t('Left out of the selection: {0}', left.length), ...reasons(left)];
}

function listOf(jobs: readonly Job[]): string[] {
  return jobs.flatMap((job) => [
    `${job.connection.name}:`,
    ...nodesOf(job).map((node) => `  ${placeOf(job, node)}${node.name}`),
  ]);
}

function placeOf({ places }: Job, { parent = '' }: Node): string {
  const place = places.get(parent);
  return place === undefined ? '' : `${place} / `;
}
