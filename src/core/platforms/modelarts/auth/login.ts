import type { HttpAnswer } from '../../../net/http';
import { isStale } from '../api/errors';
import type { Credentials } from '../../../contract';
import type { UnprovenCall, Identity, IdentityDeps } from './identity';
import { KeyIdentity } from './keyIdentity';
import { hiddenParts, isPasswordSecret, readSecret } from './secret';
import { TokenIdentity } from './tokenIdentity';

/** The identity of a connection: that of its secret, and another one when the person enters another secret. */
export class PasswordLogin {
  private last: { readonly secret: string; readonly identity: Identity } | undefined;

  constructor(
    private readonly deps: IdentityDeps,
    private readonly credentials: Credentials,
  ) {}

  async identity(signal: AbortSignal | undefined): Promise<Identity> {
    return this.of(await this.credentials.get(signal));
  }

  /** Temporary keys end (MA-8), and nobody but the person has others: they are asked for once. */
  async send(call: UnprovenCall, signal: AbortSignal | undefined): Promise<HttpAnswer> {
    const secret = await this.credentials.get(signal);
    const identity = this.of(secret);
    const answer = await identity.send(call, signal);
    if (identity.renews || !isStale(answer)) return answer;
    return this.of(await this.credentials.refresh(secret, signal)).send(call, signal);
  }

  private of(secret: string): Identity {
    if (this.last?.secret === secret) return this.last.identity;
    const parseRef = readSecret(secret);
    for (const part of hiddenParts(parseRef)) this.deps.context.registerSecret(part);
    const identity = isPasswordSecret(parseRef)
      ? new TokenIdentity(this.deps, parseRef)
      : new KeyIdentity(this.deps, parseRef);
    this.last = { secret, identity };
    return identity;
  }
}
