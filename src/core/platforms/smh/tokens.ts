import * as v from 'valibot';
import { readJson, shapeError } from '../../net/answer';
import { throwIfCancelled, isPlatformError, PlatformError } from '../../net/errors';
import { pastGateways } from '../../net/hosts/gateway';
import type { SessionContext } from '../../net/sessionContext';
import { withRetries } from '../../net/retry';
import type { Credentials } from '../../contract';
import { addressProblem } from './address';
import { refusalError } from './api/failures';
import { readSecret } from './secret';
import * as wire from './api/wire';

/** Whose library it is, as the connection says. */
export interface SmhLibrary {
  /** Base URL. */
  readonly url: string;
  readonly id: string;
  /** The one space of the connection; `-` in a library of a single tenant; undefined for all. */
  readonly space: string | undefined;
  readonly user: string | undefined;
}

/** A token with the secret that it came of. */
export interface SmhToken {
  readonly value: string;
  readonly from: string;
  /** Whether it was minted here, for the user of the connection; with another one each call names the user (SMH-5). */
  readonly minted: boolean;
}

/** In seconds. Each use of a token renews it for as long again (SMH-9), so that it ends only after a day of silence. */
const period = 86_400;

/**
 * Access tokens of a connection. With the secret of the library one is minted when it is first needed, once for all that
 * wait, and kept in memory only; a pasted one is used as it is.
 */
export class TokenCache {
  private minting: { readonly from: string; readonly token: Promise<SmhToken> } | undefined;

  constructor(
    private readonly library: SmhLibrary,
    private readonly credentials: Credentials,
    private readonly context: SessionContext,
  ) {}

  /** @throws PlatformError of kind `auth` when the library does not know the secret and none other was given */
  async get(signal: AbortSignal | undefined): Promise<SmhToken> {
    const problem = addressProblem(this.library.url);
    if (problem) throw new PlatformError('invalid', problem);
    return this.of(await this.credentials.get(signal), signal);
  }

  /** Another token than one that the server no longer takes. */
  async after(refused: SmhToken, signal: AbortSignal | undefined): Promise<SmhToken> {
    if (!refused.minted) return this.of(await this.credentials.refresh(refused.from, signal), signal);
    const known = await this.minting?.token.catch(() => undefined);
    if (known === undefined || known.value === refused.value) this.minting = undefined;
    return this.get(signal);
  }

  private async of(kept: string, signal: AbortSignal | undefined): Promise<SmhToken> {
    try {
      return await this.made(kept, signal);
    } catch (error) {
      if (!isPlatformError(error) || error.kind !== 'auth') throw error;
      return this.made(await this.credentials.refresh(kept, signal), signal);
    }
  }

  private async made(kept: string, signal: AbortSignal | undefined): Promise<SmhToken> {
    const secret = readSecret(kept);
    this.context.registerSecret(kept);
    if (secret.kind === 'token') {
      this.context.registerSecret(secret.accessToken);
      return { value: secret.accessToken, from: kept, minted: false };
    }
    this.context.registerSecret(secret.librarySecret);
    if (this.minting?.from !== kept) this.minting = this.begin(kept, secret.librarySecret);
    const token = await this.minting.token;
    throwIfCancelled(signal);
    return token;
  }

  /** Bound to nobody's signal: others may wait for it too. */
  private begin(from: string, librarySecret: string): { from: string; token: Promise<SmhToken> } {
    const begun = {
      from,
      token: withRetries(() => this.mint(librarySecret), this.context, undefined).then((value): SmhToken => ({
        value,
        from,
        minted: true,
      })),
    };
    begun.token.catch(() => {
      if (this.minting === begun) this.minting = undefined;
    });
    return begun;
  }

  private async mint(librarySecret: string): Promise<string> {
    const { url, id, space, user } = this.library;
    const query = new URLSearchParams({
      library_id: id,
      library_secret: librarySecret,
      // Empty with the right `admin` stands for the whole library (SMH-10); for a single tenant there is no other.
      ...(space !== undefined && space !== '-' && { space_id: space }),
      ...(user !== undefined && { user_id: user }),
      period: String(period),
      grant: 'admin',
    });
    const asked = `${url}/api/v1/token?${query.toString()}`;
    const answer = await this.context.http.send({ method: 'GET', url: asked, headers: { Accept: 'application/json' } });
    this.context.log.debug(`GET token ${answer.status}`);
    // The oldest page says status 204 with a body: any success counts (SMH-8).
    if (answer.status < 200 || answer.status > 299) throw refusalError(pastGateways(answer, url), url);
    const parsed = v.safeParse(wire.tokenAnswer, readJson(answer, url));
    if (!parsed.success)
      throw shapeError('GET token', answer, {
        at: v.getDotPath(parsed.issues[0]) ?? '',
        message: parsed.issues[0].message,
      });
    this.context.registerSecret(parsed.output.accessToken);
    return parsed.output.accessToken;
  }
}
