import * as v from 'valibot';
import { readJson, shapeError } from '../../net/answer';
import { alive, isPlatformError, PlatformError } from '../../net/errors';
import { pastGateways } from '../../net/gateway';
import type { Kit } from '../../net/kit';
import { retrying } from '../../net/retry';
import type { Credentials } from '../platform';
import { addressProblem } from './address';
import { refusal } from './failures';
import { readSecret } from './secret';
import * as wire from './wire';

/** Whose library it is, as the connection says. */
export interface Library {
  /** Base URL. */
  readonly url: string;
  readonly id: string;
  /** The one space of the connection; `-` in a library of a single tenant; undefined for all. */
  readonly space: string | undefined;
  readonly user: string | undefined;
}

/** A token with the secret that it came of. */
export interface Token {
  readonly value: string;
  readonly from: string;
  /** Whether it was minted here, for the user of the connection; with another one each call names the user (section 3). */
  readonly minted: boolean;
}

/** In seconds. Each use of a token renews it for as long again (section 4.1), so that it ends only after a day of silence. */
const period = 86_400;

/**
 * Access tokens of a connection. With the secret of the library one is minted when it is first needed, once for all that
 * wait, and kept in memory only; a pasted one is used as it is.
 */
export class Tokens {
  private minting: { readonly from: string; readonly token: Promise<Token> } | undefined;

  constructor(
    private readonly library: Library,
    private readonly credentials: Credentials,
    private readonly kit: Kit,
  ) {}

  /** @throws PlatformError of kind `auth` when the library does not know the secret and none other was given */
  async get(signal: AbortSignal | undefined): Promise<Token> {
    const problem = addressProblem(this.library.url);
    if (problem) throw new PlatformError('invalid', problem);
    return this.of(await this.credentials.get(signal), signal);
  }

  /** Another token than one that the server no longer takes. */
  async after(refused: Token, signal: AbortSignal | undefined): Promise<Token> {
    if (!refused.minted) return this.of(await this.credentials.refresh(refused.from, signal), signal);
    const known = await this.minting?.token.catch(() => undefined);
    if (known === undefined || known.value === refused.value) this.minting = undefined;
    return this.get(signal);
  }

  private async of(kept: string, signal: AbortSignal | undefined): Promise<Token> {
    try {
      return await this.made(kept, signal);
    } catch (error) {
      if (!isPlatformError(error) || error.kind !== 'auth') throw error;
      return this.made(await this.credentials.refresh(kept, signal), signal);
    }
  }

  private async made(kept: string, signal: AbortSignal | undefined): Promise<Token> {
    const secret = readSecret(kept);
    this.kit.hide(kept);
    if (secret.way === 'token') {
      this.kit.hide(secret.accessToken);
      return { value: secret.accessToken, from: kept, minted: false };
    }
    this.kit.hide(secret.librarySecret);
    if (this.minting?.from !== kept) this.minting = this.begin(kept, secret.librarySecret);
    const token = await this.minting.token;
    alive(signal);
    return token;
  }

  /** Bound to nobody's signal: others may wait for it too. */
  private begin(from: string, librarySecret: string): { from: string; token: Promise<Token> } {
    const begun = {
      from,
      token: retrying(() => this.mint(librarySecret), this.kit, undefined).then((value): Token => ({
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
      // Empty with the right `admin` stands for the whole library (section 4.1); for a single tenant there is no other.
      ...(space !== undefined && space !== '-' && { space_id: space }),
      ...(user !== undefined && { user_id: user }),
      period: String(period),
      grant: 'admin',
    });
    const asked = `${url}/api/v1/token?${query.toString()}`;
    const answer = await this.kit.http.send({ method: 'GET', url: asked, headers: { Accept: 'application/json' } });
    this.kit.log.debug(`GET token ${answer.status}`);
    // The oldest page says status 204 with a body: any success counts (section 4.1).
    if (answer.status < 200 || answer.status > 299) throw refusal(pastGateways(answer, url), url);
    const parsed = v.safeParse(wire.token, readJson(answer, url));
    if (!parsed.success)
      throw shapeError('GET token', answer, {
        at: v.getDotPath(parsed.issues[0]) ?? '',
        message: parsed.issues[0].message,
      });
    this.kit.hide(parsed.output.accessToken);
    return parsed.output.accessToken;
  }
}
