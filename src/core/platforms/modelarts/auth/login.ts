import type { HttpAnswer } from '../../../net/http';
import { isStale } from '../errors';
import type { Credentials } from '../../platform';
import type { Call, Identity, Means } from './identity';
import { KeyIdentity } from './keyIdentity';
import { hiddenParts, isUser, readSecret } from './secret';
import { TokenIdentity } from './tokenIdentity';

/** The identity of a connection: that of its secret, and another one when the person enters another secret. */
export class Login {
  private last: { readonly secret: string; readonly identity: Identity } | undefined;

  constructor(
    private readonly means: Means,
    private readonly credentials: Credentials,
  ) {}

  async identity(signal: AbortSignal | undefined): Promise<Identity> {
    return this.of(await this.credentials.get(signal));
  }

  /** Temporary keys end (section 3.3), and nobody but the person has others: they are asked for once. */
  async send(call: Call, signal: AbortSignal | undefined): Promise<HttpAnswer> {
    const secret = await this.credentials.get(signal);
    const identity = this.of(secret);
    const answer = await identity.send(call, signal);
    if (identity.renews || !isStale(answer)) return answer;
    return this.of(await this.credentials.refresh(secret, signal)).send(call, signal);
  }

  private of(secret: string): Identity {
    if (this.last?.secret === secret) return this.last.identity;
    const read = readSecret(secret);
    for (const part of hiddenParts(read)) this.means.kit.hide(part);
    const identity = isUser(read) ? new TokenIdentity(this.means, read) : new KeyIdentity(this.means, read);
    this.last = { secret, identity };
    return identity;
  }
}
