import { text } from '../../../model/text';
import { PlatformError } from '../../../net/errors';
import type { HttpAnswer } from '../../../net/http';
import { withRetries } from '../../../net/retry';
import { plainCode } from '../api/codes';
import { refusedBy, refusalDetails } from '../api/errors';
import { AuthThrottle } from './authThrottle';
import { type IamProject, projectsOf, projectsRequest } from './iam';
import { type UnprovenCall, type Identity, iamUrl, type IdentityDeps, regionOf, sendPlain } from './identity';
import { type AccessKeys, signRequest } from './sdkHmac';

/** Signs every call with an access key (MA-10). A wrong signature is told once and never tried again. */
export class KeyIdentity implements Identity {
  readonly renews = false;
  private readonly caution: AuthThrottle;
  private project: string | undefined;

  constructor(
    private readonly deps: IdentityDeps,
    private readonly own: AccessKeys,
  ) {
    this.caution = new AuthThrottle(deps.context.clock);
  }

  send(call: UnprovenCall, signal: AbortSignal | undefined): Promise<HttpAnswer> {
    const { clock } = this.deps.context;
    const work = () => sendPlain(this.deps, call, signRequest(call, this.own, clock.now()), signal);
    return this.caution.send(work, (answer) => this.refusal(answer, call.url), signal);
  }

  async projectId(signal: AbortSignal | undefined): Promise<string> {
    this.project ??= this.deps.settings.projectId ?? (await this.projectOfRegion(signal));
    return this.project;
  }

  async projects(signal: AbortSignal | undefined): Promise<readonly IamProject[]> {
    const { context, settings } = this.deps;
    const url = iamUrl(settings, projectsRequest.path);
    const call: UnprovenCall = { method: 'GET', url, headers: {}, body: '' };
    return withRetries(
      async () => projectsOf(await this.send(call, signal), url, context.clock.now()),
      context,
      signal,
    );
  }

  keys(): Promise<AccessKeys> {
    return Promise.resolve(this.own);
  }

  /** Projects are named after their region (MA-7). */
  private async projectOfRegion(signal: AbortSignal | undefined): Promise<string> {
    const region = regionOf(this.deps.settings);
    const found = (await this.projects(signal)).find(({ name }) => name === region);
    if (found !== undefined) return found.id;
    throw new PlatformError('not-found', text('The account has no project in the region {0}.', region), {
      remedy: text('Enter the project ID in the settings of the connection.'),
    });
  }

  /** The signature itself was refused; a clock that is off counts too, as long as it stays off. */
  private refusal(answer: HttpAnswer, url: string): PlatformError | undefined {
    if (answer.status !== 401 && answer.status !== 403) return undefined;
    const { code } = refusalDetails(answer);
    const wrong = code !== undefined && ['APIGW.0301', 'APIGW.0303'].includes(plainCode(code));
    return wrong ? refusedBy(answer, url, this.deps.context.clock.now()) : undefined;
  }
}
