import { text } from '../../../model/text';
import { PlatformError } from '../../../net/errors';
import type { HttpAnswer } from '../../../net/http';
import { retrying } from '../../../net/retry';
import { isStale, refusedBy } from '../errors';
import { Caution } from './caution';
import {
  type IamRequest,
  keysOf,
  keysRequest,
  type Project,
  projectsOf,
  projectsRequest,
  type TemporaryKeys,
  type Token,
  tokenOf,
  tokenRequest,
} from './iam';
import { type Call, type Identity, iamUrl, type Means, regionOf, sendPlain } from './identity';
import type { AccessKeys } from './sdkHmac';
import type { User } from './secret';
import { Minted } from './minted';

const json = { 'Content-Type': 'application/json;charset=utf-8' };

/** Proves calls with a token of IAM, which is kept in memory alone and made anew before it ends (section 3.1). */
export class TokenIdentity implements Identity {
  readonly name: string;
  readonly renews = true;
  private readonly caution: Caution;
  private readonly token: Minted<Token>;
  private readonly temporary: Minted<TemporaryKeys>;

  constructor(
    private readonly means: Means,
    private readonly user: User,
  ) {
    this.name = user.user;
    this.caution = new Caution(means.kit.clock);
    this.token = new Minted(means.kit.clock, (signal) => this.mint(signal));
    this.temporary = new Minted(means.kit.clock, (signal) => this.borrow(signal));
  }

  /** A token that the server no longer takes is made anew once; the call was refused at the door, so a write goes again too. */
  async send(call: Call, signal: AbortSignal | undefined): Promise<HttpAnswer> {
    const token = await this.token.get(signal);
    const answer = await this.sendWith(token, call, signal);
    if (!isStale(answer)) return answer;
    return this.sendWith(await this.token.instead(token, signal), call, signal);
  }

  async projectId(signal: AbortSignal | undefined): Promise<string> {
    const found = this.means.settings.projectId ?? (await this.token.get(signal)).projectId;
    if (found !== undefined) return found;
    throw new PlatformError('protocol', text('IAM answered with a token of no project.'), {
      remedy: text('Enter the id of the project in the settings of the connection.'),
    });
  }

  async projects(signal: AbortSignal | undefined): Promise<readonly Project[]> {
    return this.asked(projectsRequest, projectsOf, signal);
  }

  keys(signal: AbortSignal | undefined): Promise<AccessKeys> {
    return this.temporary.get(signal);
  }

  private sendWith({ value }: Token, call: Call, signal: AbortSignal | undefined): Promise<HttpAnswer> {
    return sendPlain(this.means, call, { ...call.headers, 'X-Auth-Token': value }, signal);
  }

  /** Asks IAM with the token. */
  private asked<T>(
    request: IamRequest,
    read: (answer: HttpAnswer, url: string, now: number) => T,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const { kit } = this.means;
    const call = this.iamCall(request);
    return retrying(async () => read(await this.send(call, signal), call.url, kit.clock.now()), kit, signal);
  }

  private async borrow(signal: AbortSignal | undefined): Promise<TemporaryKeys> {
    const keys = await this.asked(keysRequest, keysOf, signal);
    for (const part of [keys.ak, keys.sk, keys.securityToken]) if (part !== undefined) this.means.kit.hide(part);
    return keys;
  }

  private mint(signal: AbortSignal | undefined): Promise<Token> {
    const { kit, settings } = this.means;
    const project = settings.projectId === undefined ? { name: regionOf(settings) } : { id: settings.projectId };
    const call = this.iamCall(tokenRequest(this.user, project));
    const work = () => sendPlain(this.means, call, call.headers, signal);
    return retrying(
      async () => {
        const answer = await this.caution.send(work, (one) => wrongPassword(one, call.url, kit.clock.now()), signal);
        const token = tokenOf(answer, call.url, kit.clock.now());
        kit.hide(token.value);
        return token;
      },
      kit,
      signal,
    );
  }

  private iamCall({ method, path, body }: IamRequest): Call {
    return { method, url: iamUrl(this.means.settings, path), headers: body === '' ? {} : json, body };
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
