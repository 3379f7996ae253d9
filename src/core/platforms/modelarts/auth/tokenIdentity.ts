import { text } from '../../../model/text';
import { PlatformError } from '../../../net/errors';
import type { HttpAnswer } from '../../../net/http';
import { withRetries } from '../../../net/retry';
import { isStale, refusedBy } from '../api/errors';
import { AuthThrottle } from './authThrottle';
import {
  type IamRequest,
  keysOf,
  keysRequest,
  type IamProject,
  projectsOf,
  projectsRequest,
  type TemporaryKeys,
  type IamToken,
  tokenOf,
  tokenRequest,
} from './iam';
import { type UnprovenCall, type Identity, iamUrl, type IdentityDeps, regionOf, sendPlain } from './identity';
import type { AccessKeys } from './sdkHmac';
import type { PasswordSecret } from './secret';
import { CachedToken } from './minted';

const json = { 'Content-Type': 'application/json;charset=utf-8' };

/** Proves calls with a token of IAM, which is kept in memory alone and made anew before it ends (MA-5). */
export class TokenIdentity implements Identity {
  readonly name: string;
  readonly renews = true;
  private readonly caution: AuthThrottle;
  private readonly token: CachedToken<IamToken>;
  private readonly temporary: CachedToken<TemporaryKeys>;

  constructor(
    private readonly deps: IdentityDeps,
    private readonly user: PasswordSecret,
  ) {
    this.name = user.user;
    this.caution = new AuthThrottle(deps.context.clock);
    this.token = new CachedToken(deps.context.clock, (signal) => this.mint(signal));
    this.temporary = new CachedToken(deps.context.clock, (signal) => this.borrow(signal));
  }

  /** A token that the server no longer takes is made anew once; the call was refused at the door, so a write goes again too. */
  async send(call: UnprovenCall, signal: AbortSignal | undefined): Promise<HttpAnswer> {
    const token = await this.token.get(signal);
    const answer = await this.sendWith(token, call, signal);
    if (!isStale(answer)) return answer;
    return this.sendWith(await this.token.instead(token, signal), call, signal);
  }

  async projectId(signal: AbortSignal | undefined): Promise<string> {
    const found = this.deps.settings.projectId ?? (await this.token.get(signal)).projectId;
    if (found !== undefined) return found;
    throw new PlatformError('protocol', text('IAM answered with a token of no project.'), {
      remedy: text('Enter the project ID in the settings of the connection.'),
    });
  }

  async projects(signal: AbortSignal | undefined): Promise<readonly IamProject[]> {
    return this.asked(projectsRequest, projectsOf, signal);
  }

  keys(signal: AbortSignal | undefined): Promise<AccessKeys> {
    return this.temporary.get(signal);
  }

  private sendWith({ value }: IamToken, call: UnprovenCall, signal: AbortSignal | undefined): Promise<HttpAnswer> {
    return sendPlain(this.deps, call, { ...call.headers, 'X-Auth-Token': value }, signal);
  }

  /** Asks IAM with the token. */
  private asked<T>(
    request: IamRequest,
    parseRef: (answer: HttpAnswer, url: string, now: number) => T,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const { context } = this.deps;
    const call = this.iamCall(request);
    return withRetries(
      async () => parseRef(await this.send(call, signal), call.url, context.clock.now()),
      context,
      signal,
    );
  }

  private async borrow(signal: AbortSignal | undefined): Promise<TemporaryKeys> {
    const keys = await this.asked(keysRequest, keysOf, signal);
    for (const part of [keys.ak, keys.sk, keys.securityToken])
      if (part !== undefined) this.deps.context.registerSecret(part);
    return keys;
  }

  private mint(signal: AbortSignal | undefined): Promise<IamToken> {
    const { context, settings } = this.deps;
    const project = settings.projectId === undefined ? { name: regionOf(settings) } : { id: settings.projectId };
    const call = this.iamCall(tokenRequest(this.user, project));
    const work = () => sendPlain(this.deps, call, call.headers, signal);
    return withRetries(
      async () => {
        const answer = await this.caution.send(
          work,
          (one) => wrongPassword(one, call.url, context.clock.now()),
          signal,
        );
        const token = tokenOf(answer, call.url, context.clock.now());
        context.registerSecret(token.value);
        return token;
      },
      context,
      signal,
    );
  }

  private iamCall({ method, path, body }: IamRequest): UnprovenCall {
    return { method, url: iamUrl(this.deps.settings, path), headers: body === '' ? {} : json, body };
  }
}

function wrongPassword(answer: HttpAnswer, url: string, now: number): PlatformError | undefined {
  if (answer.status !== 401) return undefined;
  const { facts } = refusedBy(answer, url, now);
  return new PlatformError('auth', text('IAM refused the user name or the password.'), {
    ...facts,
    remedy: text(
      'Enter them again. An IAM user is needed; a HUAWEI ID cannot sign in here, nor can users with a second factor.',
    ),
  });
}
