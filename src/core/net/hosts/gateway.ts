import { text } from '../../model/text';
import { PlatformError, remedyByKind } from '../errors';
import { hostOf } from '../failure';
import { firstLine } from '../firstLine';
import type { HttpAnswer } from '../http';

/** Ways to sign in that a browser or a system knows (RFC 7617, 7616, 4559, MS-NTHT). No platform takes its key so. */
const ofGateways = /(?:^|,)\s*(?:basic|digest|negotiate|ntlm|kerberos)\b/i;
/** Of a body so many bytes are looked at. */
const looked = 2_000;

type AnswerHead = Pick<HttpAnswer, 'status' | 'headers' | 'body'>;

/**
 * The error of an answer that is not the platform's: something in front of it asks for a sign-in of its own. Asked before
 * anything else is made of an answer, since the key of the connection is not what was refused: it is neither asked for
 * again nor thrown away. Undefined for all other answers.
 */
export function gatewayRefusal(answer: AnswerHead, url: string): PlatformError | undefined {
  const { status } = answer;
  if (status === 407)
    return new PlatformError('forbidden', text('The proxy on the way to {0} asks for a sign-in.', hostOf(url)), {
      status,
      code: 'PROXY_AUTHENTICATION',
      remedy: remedyByKind.proxy,
    });
  if (status !== 401 || !asksOfItsOwn(answer)) return undefined;
  return new PlatformError(
    'forbidden',
    text('{0} is behind a gateway that asks for a sign-in of its own ({1}).', hostOf(url), wayOf(answer)),
    { status, code: 'GATEWAY_SIGN_IN', remedy: remedyByKind.gateway },
  );
}

/**
 * An answer that came from the platform itself.
 * @throws PlatformError for one of something in between: a gateway's or a proxy's question for a sign-in, a redirect
 */
export function pastGateways(answer: HttpAnswer, url: string): HttpAnswer {
  const refusal = gatewayRefusal(answer, url) ?? redirectOf(answer, url);
  if (refusal !== undefined) throw refusal;
  return answer;
}

/**
 * The error of a redirect; undefined for all other answers. One that leads to the same host by https tells that address in
 * `facts.instead`.
 */
export function redirectOf({ status, headers }: Omit<AnswerHead, 'body'>, url: string): PlatformError | undefined {
  if (status < 300 || status > 399) return undefined;
  const to = headers['location'] ?? '';
  const secure = secureOf(url, to);
  if (secure !== undefined)
    return new PlatformError('protocol', text('{0} accepts https only. Use {1}', hostOf(url), secure), {
      status,
      instead: secure,
    });
  return new PlatformError(
    'protocol',
    text('{0} redirects to {1}; redirects are not followed.', hostOf(url), hostOf(to)),
    { status, remedy: remedyByKind.wrongBase },
  );
}

/** The origin of the same host by https, when that is where a redirect leads. */
function secureOf(from: string, location: string): string | undefined {
  if (!URL.canParse(from) || !URL.canParse(location, from)) return undefined;
  const [before, after] = [new URL(from), new URL(location, from)];
  const same = before.hostname === after.hostname && before.protocol === 'http:' && after.protocol === 'https:';
  return same ? after.origin : undefined;
}

function asksOfItsOwn({ headers, body }: AnswerHead): boolean {
  return ofGateways.test(headers['www-authenticate'] ?? '') || isWebPage({ headers, body });
}

/** Whether a body is a page for people: no platform answers so, and stores answer their errors in XML of another kind. */
export function isWebPage({ headers, body }: Pick<HttpAnswer, 'headers' | 'body'>): boolean {
  const head = body
    .subarray(0, looked)
    .toString('latin1')
    .replace(/^\u00EF\u00BB\u00BF/, '')
    .trimStart();
  if (head.startsWith('{') || head.startsWith('[')) return false;
  if (/^text\/html|^application\/xhtml/i.test(headers['content-type'] ?? '') && head !== '') return true;
  return head.startsWith('<') && !/<(Error|Code)[\s>]/.test(head);
}

/** How it asks, in a word or a line. */
function wayOf({ headers, body }: AnswerHead): string {
  const named = headers['www-authenticate']?.split(/[\s,]/, 1)[0] ?? '';
  return named === '' ? firstLine(body) || '401' : named;
}
