import type { Connection } from '../../src/core/model/connection';
import { english } from '../../src/core/model/text';
import type { Maturity, Platform, Session } from '../../src/core/platforms/platform';
import { platforms } from '../../src/core/platforms/registry';
import { credentials, TestKit } from './kit';
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
      info.ways.map(({ fields }) => fields.map(({ label }) => english(label)).join(' + ')).join('; or '),
  ],
  ['Long lists', (_session, { info }) => (info.lists === 'counted' ? 'ranges' : '“More…”')],
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
  ['Deeds of its own', (session) => String(session.actions?.length ?? 0)],
  ['Check This Platform', (session) => session.probe !== undefined],
];

/** The table of the README, in Markdown as prettier writes it but for its padding. */
export function platformTable(): string[][] {
  const sessions = platforms.map((platform) => open(platform));
  const head = ['', ...platforms.map(({ info }) => info.name)];
  const body = rows.map(([title, cell]) => [
    title,
    ...platforms.map((platform, n) => written(cell(sessions[n]!, platform))),
  ]);
  return [head, ...body];
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
  return platform.open(connection, credentials('{}'), new TestKit(nobody));
}
