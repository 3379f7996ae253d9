import { text } from '../../../model/text';
import { PlatformError } from '../../../net/errors';
import type { HttpAnswer } from '../../../net/http';
import { retrying } from '../../../net/retry';
import { plain } from '../codes';
import { refusedBy, toldBy } from '../errors';
import { Caution } from './caution';
import { type Project, projectsOf, projectsRequest } from './iam';
import { type Call, type Identity, iamUrl, type Means, regionOf, sendPlain } from './identity';
import { type AccessKeys, signed } from './sdkHmac';

/** Signs every call with an access key (section 4). A wrong signature is told once and never tried again. */
export class KeyIdentity implements Identity {
  readonly renews = false;
  private readonly caution: Caution;
  private project: string | undefined;

  constructor(
    private readonly means: Means,
    private readonly own: AccessKeys,
  ) {
    this.caution = new Caution(means.kit.clock);
  }

  send(call: Call, signal: AbortSignal | undefined): Promise<HttpAnswer> {
    const { clock } = this.means.kit;
    const work = () => sendPlain(this.means, call, signed(call, this.own, clock.now()), signal);
    return this.caution.send(work, (answer) => this.refusal(answer, call.url), signal);
  }

  async projectId(signal: AbortSignal | undefined): Promise<string> {
    this.project ??= this.means.settings.projectId ?? (await this.projectOfRegion(signal));
    return this.project;
  }

  async projects(signal: AbortSignal | undefined): Promise<readonly Project[]> {
    const { kit, settings } = this.means;
    const url = iamUrl(settings, projectsRequest.path);
    const call: Call = { method: 'GET', url, headers: {}, body: '' };
    return retrying(async () => projectsOf(await this.send(call, signal), url, kit.clock.now()), kit, signal);
  }

  keys(): Promise<AccessKeys> {
    return Promise.resolve(this.own);
  }

  /** Projects are named after their region (section 3.2). */
  private async projectOfRegion(signal: AbortSignal | undefined): Promise<string> {
    const region = regionOf(this.means.settings);
    const found = (await this.projects(signal)).find(({ name }) => name === region);
    if (found !== undefined) return found.id;
    throw new PlatformError('not-found', text('The account has no project in the region {0}.', region), {
      remedy: text('Enter the id of the project in the settings of the connection.'),
    });
  }

  /** The signature itself was refused; a clock that is off counts too, as long as it stays off. */
  private refusal(answer: HttpAnswer, url: string): PlatformError | undefined {
    if (answer.status !== 401 && answer.status !== 403) return undefined;
    const { code } = toldBy(answer);
    const wrong = code !== undefined && ['APIGW.0301', 'APIGW.0303'].includes(plain(code));
    return wrong ? refusedBy(answer, url, this.means.kit.clock.now()) : undefined;
  }
}
