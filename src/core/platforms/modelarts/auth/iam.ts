import * as v from 'valibot';
import { text } from '../../../model/text';
import { readJson, shapeError } from '../../../net/answer';
import { PlatformError } from '../../../net/errors';
import type { HttpAnswer } from '../../../net/http';
import { refusedBy } from '../api/errors';
import type { PasswordSecret } from './secret';
import type { AccessKeys } from './sdkHmac';

/** A request that whoever asks proves and sends. */
export interface IamRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body: string;
}

export interface IamToken {
  readonly value: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  readonly projectId?: string;
}

export interface TemporaryKeys extends AccessKeys {
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

export interface IamProject {
  readonly id: string;
  readonly name: string;
}

/** A token is good for a day (MA-5). */
const usualLife = 24 * 3_600_000;
/** How long temporary keys are asked for, in seconds: 900 to 86,400 are allowed (MA-8). */
const keyLife = 3_600;

/** Scoped to a project, by its id where it is known, else by the name of the region (MA-4). */
export function tokenRequest(
  { user, password, domain }: PasswordSecret,
  project: { id: string } | { name: string },
): IamRequest {
  const identity = { methods: ['password'], password: { user: { name: user, password, domain: { name: domain } } } };
  return {
    method: 'POST',
    path: '/v3/auth/tokens?nocatalog=true',
    body: JSON.stringify({ auth: { identity, scope: { project } } }),
  };
}

const tokenBody = v.object({
  token: v.object({
    expires_at: v.optional(v.string()),
    project: v.optional(v.object({ id: v.string() })),
  }),
});

/** The token stands in a header, never in the body (MA-4). */
export function tokenOf(answer: HttpAnswer, url: string, now: number): IamToken {
  const { token } = parsed(answer, url, now, '/v3/auth/tokens', tokenBody);
  const value = answer.headers['x-subject-token'];
  if (value === undefined)
    throw new PlatformError('protocol', text('IAM answered without a token ("X-Subject-Token").'), {
      status: answer.status,
    });
  const expiresAt = Date.parse(token.expires_at ?? '');
  return {
    value,
    expiresAt: Number.isFinite(expiresAt) ? expiresAt : now + usualLife,
    ...(token.project && { projectId: token.project.id }),
  };
}

export const projectsRequest: IamRequest = { method: 'GET', path: '/v3/projects', body: '' };

const projectList = v.object({ projects: v.array(v.object({ id: v.string(), name: v.string() })) });

export function projectsOf(answer: HttpAnswer, url: string, now: number): readonly IamProject[] {
  return parsed(answer, url, now, projectsRequest.path, projectList).projects;
}

export const keysRequest: IamRequest = {
  method: 'POST',
  path: '/v3.0/OS-CREDENTIAL/securitytokens',
  body: JSON.stringify({ auth: { identity: { methods: ['token'], token: { duration_seconds: keyLife } } } }),
};

const credential = v.object({
  credential: v.object({
    access: v.string(),
    secret: v.string(),
    securitytoken: v.string(),
    expires_at: v.optional(v.string()),
  }),
});

export function keysOf(answer: HttpAnswer, url: string, now: number): TemporaryKeys {
  const { access, secret, securitytoken, expires_at } = parsed(
    answer,
    url,
    now,
    keysRequest.path,
    credential,
  ).credential;
  const expiresAt = Date.parse(expires_at ?? '');
  return {
    ak: access,
    sk: secret,
    securityToken: securitytoken,
    expiresAt: Number.isFinite(expiresAt) ? expiresAt : now + keyLife * 1_000,
  };
}

function parsed<T>(answer: HttpAnswer, url: string, now: number, call: string, schema: v.GenericSchema<unknown, T>): T {
  if (answer.status < 200 || answer.status > 299) throw refusedBy(answer, url, now);
  const found = v.safeParse(schema, readJson(answer, url));
  if (found.success) return found.output;
  const [issue] = found.issues;
  throw shapeError(call, answer, { at: v.getDotPath(issue) ?? '', message: issue.message });
}
