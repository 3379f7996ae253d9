import type { Connection } from '../../src/core/model/connection';
import { englishText } from '../../src/core/model/text';
import type { Maturity, Platform, Session } from '../../src/core/contract';
import { platforms } from '../../src/core/platforms/registry';
import { credentials, TestContext } from './context';
import { ScriptedHttp } from './scripted';

const known: Readonly<Record<Maturity, string>> = {
  verified: 'a real server',
  documented: 'its documents',
  inferred: 'its documents, partly guessed',
};

/** One line of the table: what a platform offers, told by what its session has. */
type Row = readonly [title: string, cell: (session: Session, platform: Platform) => string | boolean];

const rows: readonly Row[] = [
  ['Known from', (_session, { info }) => known[info.maturity]],
  [
    'Sign in by',
    (_session, { info }) =>
      info.signInMethods.map(({ fields }) => fields.map(({ label }) => englishText(label)).join(' + ')).join('; or '),
  ],
  ['Long lists', (_session, { info }) => (info.pagination === 'offset' ? 'ranges' : '“More…”')],
  ['Create', (session) => session.create !== undefined],
  ['Edit, rename', (session) => session.edit !== undefined],
  ['Upload', (session) => session.upload !== undefined],
  ['Download', (session) => session.download !== undefined],
  ['Export', (session) => session.exports !== undefined],
  ['Delete many, told one by one', (session) => session.remove !== undefined],
  ['Undo of a deletion', (session) => session.undo !== undefined || session.restore !== undefined],
  ['Move and copy on the server', (session) => session.relocate !== undefined],
  ['Copy to and from other connections', (session) => session.download !== undefined && session.upload !== undefined],
  ['Annotation results', (session) => session.annotations !== undefined],
  ['Temporary links', (session) => session.link !== undefined],
  ['Platform diagnostics', (session) => session.probe !== undefined],
];

/** What each platform offers, as cells: the head, then a row for each capability. */
export function platformTable(): string[][] {
  const sessions = platforms.map((platform) => open(platform));
  const head = ['', ...platforms.map(({ info }) => info.name)];
  const body = rows.map(([title, cell]) => [
    title,
    ...platforms.map((platform, n) => written(cell(sessions[n]!, platform))),
  ]);
  return [head, ...body];
}

/** The actions of each platform by their titles, a line of a list each. */
export function platformActions(): string[] {
  return platforms.map((platform) => {
    const titles = (open(platform).actions ?? []).map(({ title }) => englishText(title));
    return `- **${platform.info.name}**: ${titles.length > 0 ? [...new Set(titles)].join(', ') : 'none'}`;
  });
}

function written(cell: string | boolean): string {
  if (typeof cell === 'string') return cell;
  return cell ? 'yes' : '–';
}

/** Opened without a server: what a session offers is known before the first request. */
function open(platform: Platform): Session {
  const connection: Connection = {
    id: 'table',
    platform: platform.info.id,
    name: 'table',
    url: platform.info.urlField.initial ?? 'https://platform.test',
    options: Object.fromEntries((platform.info.fields ?? []).map(({ id, initial }) => [id, initial ?? ''])),
  };
  const nobody = new ScriptedHttp(() => {
    throw new Error('the table asks no server');
  });
  return platform.open(connection, credentials('{}'), new TestContext(nobody));
}
