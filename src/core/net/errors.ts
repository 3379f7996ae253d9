import { cutText } from '../model/plainText';
import { englishText, text, type Text } from '../model/text';

export type ErrorKind =
  'auth' | 'forbidden' | 'not-found' | 'conflict' | 'invalid' | 'limit' | 'unavailable' | 'network' | 'protocol';

export interface ErrorFacts {
  /** The platform's own code. */
  readonly code?: string;
  /** HTTP status. */
  readonly status?: number;
  readonly requestId?: string;
  /** Whether the same request may simply be sent again, if it is safe to repeat at all. */
  readonly retryable?: boolean;
  /** Milliseconds that the server asked to wait. */
  readonly retryAfter?: number;
  /** Origin (scheme, host, port) under which the same server wants to be called. */
  readonly instead?: string;
  /** Whether `retryable` means one more time and no more: what may be mended by a new link, and by nothing else. */
  readonly once?: boolean;
  /** Milliseconds that passed without an answer before it was given up. */
  readonly silentFor?: number;
  readonly remedy?: Text;
}

/**
 * The only error that leaves a session. Small on purpose: it holds no request, no header and no full URL, so that
 * inspecting it shows no secret.
 */
export class PlatformError extends Error {
  override readonly name = 'PlatformError';

  readonly userMessage: Text;
  readonly facts: ErrorFacts;

  /** @param said what came of servers and files is cut in it, at 500 characters each */
  constructor(
    readonly kind: ErrorKind,
    userMessage: Text,
    facts: ErrorFacts = {},
  ) {
    const kept = {
      ...userMessage,
      args: userMessage.args.map((arg) => (typeof arg === 'string' ? cutText(arg, mostKept) : arg)),
    };
    super(englishText(kept));
    this.userMessage = kept;
    this.facts = facts.code === undefined ? facts : { ...facts, code: cutText(facts.code, mostKeptOfCode) };
  }
}

/** Of each part of a message that came from outside so much is kept, in UTF-16 units. */
const mostKept = 500;
const mostKeptOfCode = 100;

/** The person, or the end of the editor, stopped the work. Not an error: nothing is shown. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';

  constructor() {
    super('Cancelled');
  }
}

/** Told by name, not by class: the entry and the app are bundles of their own. */
export function isPlatformError(error: unknown): error is PlatformError {
  return error instanceof Error && error.name === 'PlatformError';
}

/** True for our own cancellation and for what an aborted signal throws. */
export function isCancelled(error: unknown): boolean {
  return error instanceof Error && (error.name === 'Cancelled' || error.name === 'AbortError');
}

/** Throws `Cancelled` when the signal is aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new Cancelled();
}

/** What a person can do about a cause: one table for all platforms. */
export const remedyByKind = {
  privateCa: text(
    'Add your certificate authority to the certificates of this system; the editor reads them (setting "http.systemCertificates").',
  ),
  tooLarge: text('Split the upload into smaller archives, or raise the limit of the proxy in front of the server.'),
  expiredUrl: text('The signed link has expired or the clocks differ. Check the clock of this machine and try again.'),
  locked: text('Unlock the items and try again.'),
  wrongBase: text(
    'A proxy answered instead of the platform, or the base URL is wrong. Check the URL of the connection.',
  ),
  newKey: text('Enter a new key for this connection.'),
  checkPlatform: text('Run "Run Platform Diagnostics…" and report what it shows.'),
  gateway: text(
    'Sign in to the gateway as its administrator tells, or use an address that leads past it. The key of the connection was not refused.',
  ),
  storeKey: text("The store rejects the key that the server signs its links with. Contact the server's administrator."),
  proxy: text('Put the sign-in of the proxy into the setting "http.proxy", or ask who runs it.'),
  deadProxy: text('Check the setting "http.proxy" and the proxy variables of this system.'),
  offline: text('Check that the server runs and that this machine reaches it.'),
} as const;
