import { lookUp } from '../model/lookUp';
import { text, type Text } from '../model/text';
import { Cancelled, isCancelled, isPlatformError, PlatformError, remedyByKind } from './errors';
import type { RequestWatch } from './watch';

/** Host and port of a URL, which is all of it that may be shown. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '?';
}

interface Cause {
  readonly message: (host: string) => Text;
  readonly remedy?: Text;
  readonly retryable: boolean;
}

const refused: Cause = {
  message: (h) => text('{0} refused the connection.', h),
  remedy: remedyByKind.offline,
  retryable: true,
};
const unknownHost: Cause = {
  message: (h) => text('The host {0} was not found.', h),
  remedy: remedyByKind.offline,
  retryable: true,
};
const cut: Cause = {
  message: (h) => text('The connection to {0} was cut.', h),
  remedy: remedyByKind.offline,
  retryable: true,
};
const unreachable: Cause = {
  message: (h) => text('{0} cannot be reached.', h),
  remedy: remedyByKind.offline,
  retryable: true,
};
const untrusted: Cause = {
  message: (h) => text('The certificate of {0} is not trusted.', h),
  remedy: remedyByKind.privateCa,
  retryable: false,
};
const expired: Cause = { message: (h) => text('The certificate of {0} has expired.', h), retryable: false };
const otherName: Cause = {
  message: (h) => text('The certificate of {0} belongs to another host.', h),
  retryable: false,
};
const strange: Cause = {
  message: (h) => text('{0} did not return a valid HTTP response.', h),
  remedy: remedyByKind.wrongBase,
  retryable: false,
};

/** What Node calls a failure → what it means. */
const causes: Readonly<Record<string, Cause>> = {
  ECONNREFUSED: refused,
  ENOTFOUND: unknownHost,
  EAI_AGAIN: unknownHost,
  ECONNRESET: cut,
  EPIPE: cut,
  ERR_STREAM_PREMATURE_CLOSE: cut,
  ERR_BAD_RESPONSE: cut,
  ETIMEDOUT: unreachable,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ECONNABORTED: cut,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  CERT_HAS_EXPIRED: expired,
  ERR_TLS_CERT_ALTNAME_INVALID: otherName,
  EPROTO: strange,
  HPE_INVALID_CONSTANT: strange,
};

/**
 * Turns whatever ended a request into `Cancelled` or a `PlatformError`. The original (an AxiosError holds headers,
 * tokens and signed URLs) goes no further than here.
 */
export function httpFailure(error: unknown, url: string, watch: RequestWatch): Error {
  if (watch.reason !== undefined) return watch.reason;
  if (isPlatformError(error)) return error;
  if (isCancelled(error)) return new Cancelled();
  const code = codeOf(error);
  const proxy = proxyOf(error, url);
  if (proxy !== undefined)
    return new PlatformError('network', text('The proxy at {0} cannot be reached ({1}).', proxy, code), {
      code,
      retryable: true,
      remedy: remedyByKind.deadProxy,
    });
  const cause = lookUp(causes, code) ?? (/aborted/i.test(messageOf(error)) ? cut : undefined);
  if (cause === undefined)
    return new PlatformError('network', text('The request to {0} failed: {1}', hostOf(url), code), { code });
  return new PlatformError('network', cause.message(hostOf(url)), {
    code,
    retryable: cause.retryable,
    ...(cause.remedy && { remedy: cause.remedy }),
  });
}

/** Codes of a connection that never stood. */
const unconnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Where a connection should have gone that is not where the URL leads: the proxy of the editor. Undefined when none is seen. */
function proxyOf(error: unknown, url: string): string | undefined {
  if (!unconnected.has(codeOf(error)) || !URL.canParse(url)) return undefined;
  const { hostname, port, protocol } = new URL(url);
  const { port: triedPort, address, hostname: asked } = triedBy(error);
  const own = Number(port === '' ? (protocol === 'https:' ? 443 : 80) : port);
  const elsewhere = triedPort !== undefined && triedPort !== own;
  const otherHost = asked !== undefined && asked !== hostname.replace(/^\[|\]$/g, '');
  if (!elsewhere && !otherHost) return undefined;
  return [asked ?? address ?? '?', ...(triedPort === undefined ? [] : [triedPort])].join(':');
}

interface Tried {
  readonly port?: number;
  readonly address?: string;
  readonly hostname?: string;
}

/** Several addresses of one name are told together (AggregateError); one stands for all. axios keeps the error as `cause`. */
function triedBy(error: unknown): Tried {
  if (typeof error !== 'object' || error === null) return {};
  const { errors, cause, port, address, hostname } = error as Tried & { errors?: unknown[]; cause?: unknown };
  if (port !== undefined || hostname !== undefined)
    return {
      ...(port !== undefined && { port }),
      ...(address !== undefined && { address }),
      ...(hostname !== undefined && { hostname }),
    };
  return triedBy(errors?.[0] ?? cause);
}

function codeOf(error: unknown): string {
  const found = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return found ?? (error instanceof Error ? error.name : 'unknown');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}
