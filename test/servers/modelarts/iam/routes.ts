import type { Answer } from '../../../../src/sandbox/http/answer';
import { isObject, parseJson, type Json } from '../../../../src/sandbox/json';
import { iamTime, type App } from '../app';
import type { Caller } from '../auth/authenticate';
import { IamRefused } from '../api/errors';
import { Fields } from '../api/fields';
import { json, route, type Call, type Route } from '../api/routes';
import { tokenCharacters } from '../unknowns';

/** Seconds that a temporary key may live (MA-8). */
const [minKeyLifeS, maxKeyLifeS] = [900, 86_400];

function projects(app: App): { id: string; name: string }[] {
  const { region, projectId, otherProjectId } = app.account;
  return [
    { id: projectId, name: region },
    { id: otherProjectId, name: 'cn-east-3' },
  ];
}

function domain(app: App): { id: string; name: string } {
  return { id: app.account.domainId, name: app.account.domain };
}

function authOf(body: Buffer): Fields {
  const value = parseJson(body.toString('utf8'));
  if (!isObject(value)) throw new IamRefused(400, 'Invalid request body.');
  return new Fields(value).one('auth');
}

/** `POST /v3/auth/tokens`: the only call that needs no token; the token comes in a header (MA-4). */
export function logIn(app: App, body: Buffer, withCatalog: boolean): Answer {
  const auth = authOf(body);
  const identity = auth.one('identity');
  const scope = auth.one('scope').one('project');
  if (!identity.texts('methods').includes('password')) throw new IamRefused(400, 'Invalid method.');
  if (!isGood(app, identity.one('password').one('user')))
    throw new IamRefused(401, 'The username or password is wrong.');
  const project = projects(app).find(({ id, name }) => id === scope.text('id') || name === scope.text('name'));
  if (project === undefined) throw new IamRefused(400, 'Could not find project.');
  const { token, expiresAt } = app.tokens.issue(project.id, app.modes.tokenLength ?? tokenCharacters);
  const answer = {
    expires_at: iamTime(expiresAt),
    issued_at: iamTime(app.clock.now()),
    methods: ['password'],
    project: { ...project, domain: domain(app) },
    user: { id: app.account.userId, name: app.account.user, domain: domain(app), password_expires_at: '' },
    roles: [{ id: '0', name: 'op_gated_modelarts' }],
    catalog: withCatalog ? catalog(app) : undefined,
  };
  return json(201, { token: answer }, { 'x-subject-token': token });
}

function isGood(app: App, user: Fields): boolean {
  return (
    user.one('domain').text('name') === app.account.domain &&
    app.rows.count('SELECT count(*) AS n FROM account WHERE name = ? AND password = ?', [
      user.text('name') ?? '',
      user.text('password') ?? '',
    ]) > 0
  );
}

function catalog({ account: { region, projectId } }: App): Json {
  const url = `https://modelarts.${region}.myhuaweicloud.com/v1/${projectId}`;
  return [
    {
      id: projectId,
      name: 'modelarts',
      type: 'modelarts',
      endpoints: [{ id: projectId, interface: 'public', region, region_id: region, url }],
    },
  ];
}

/** `GET /v3/projects` lists all of the domain, `/v3/auth/projects` those that the caller may use (MA-7). */
function listProjects({ app, query, arrival }: Call): Json {
  const name = query.text('name');
  const list = projects(app)
    .filter((project) => name === undefined || project.name === name)
    .map((project) => ({
      ...project,
      domain_id: app.account.domainId,
      parent_id: app.account.domainId,
      is_domain: false,
      enabled: true,
      description: '',
      links: { self: `http://${arrival.host}/v3/projects/${project.id}` },
    }));
  return { projects: list, links: { self: `http://${arrival.host}${arrival.path}`, next: null, previous: null } };
}

function temporaryKey(call: Call): Json {
  const identity = authOf(call.caller.body).one('identity');
  const seconds = identity.one('token').whole('duration_seconds') ?? minKeyLifeS;
  if (!identity.texts('methods').includes('token') || !signedInByToken(call.caller))
    throw new IamRefused(400, 'Invalid method.');
  if (seconds < minKeyLifeS || seconds > maxKeyLifeS) throw new IamRefused(400, 'Invalid duration_seconds.');
  const { access, secret, securityToken, expiresAt } = call.app.keys.issue(seconds);
  return { credential: { access, secret, securitytoken: securityToken, expires_at: iamTime(expiresAt ?? 0) } };
}

function signedInByToken(caller: Caller): boolean {
  return caller.projectId !== undefined;
}

export const signInRoute = 'POST /v3/auth/tokens';

export const iamRoutes: Route[] = [
  route('GET', '/v3/projects', listProjects),
  route('GET', '/v3/auth/projects', listProjects),
  route('POST', '/v3.0/OS-CREDENTIAL/securitytokens', temporaryKey, 201),
];
