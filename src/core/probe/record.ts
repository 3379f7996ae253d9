import { isCancelled, isPlatformError } from '../net/errors';
import type { Http, HttpAnswer, HttpRequest } from '../net/http';
import { parseExact } from '../net/json';
import type { ProbeStep, Session } from '../platforms/platform';
import type { Exchange, ProbedCall, ProbeReport } from './report';
import { Shapes } from './shape';

/** Sends as another client does, and keeps the shape of every answer. */
export class RecordingHttp implements Http {
  private readonly shapes = new Shapes();
  private exchanges: Exchange[] = [];

  constructor(private readonly http: Http) {}

  async send(request: HttpRequest, signal?: AbortSignal): Promise<HttpAnswer> {
    const answer = await this.http.send(request, signal);
    this.exchanges.push(exchangeOf(request, answer, this.shapes));
    return answer;
  }

  stream: Http['stream'] = (request, signal) => this.http.stream(request, signal);

  /** What was exchanged since the last look. */
  taken(): Exchange[] {
    return this.exchanges.splice(0);
  }

  close(): void {
    // The connections belong to the client behind it.
  }
}

function exchangeOf({ method, url }: HttpRequest, answer: HttpAnswer, shapes: Shapes): Exchange {
  const { headers, status } = answer;
  return {
    method,
    query: [...new Set(new URL(url).searchParams.keys())].sort(),
    status,
    type: (headers['content-type'] ?? '').split(';')[0] ?? '',
    headers: Object.keys(headers)
      .filter((name) => /^(x-|etag|retry-after|location)/.test(name))
      .sort(),
    ...bodyOf(answer.body.toString('utf8'), shapes),
  };
}

function bodyOf(said: string, shapes: Shapes): Pick<Exchange, 'kind' | 'body'> {
  const begin = said
    .replace(/^\uFEFF/, '')
    .trimStart()
    .slice(0, 200)
    .toLowerCase();
  if (begin === '') return { kind: 'empty' };
  if (begin.startsWith('<')) return { kind: /<(!doctype )?html/.test(begin) ? 'html' : 'xml' };
  try {
    return { kind: 'json', body: shapes.of(parseExact(said)) };
  } catch {
    return { kind: 'text' };
  }
}

/**
 * Runs every read-only call of a session once.
 * @param http what the session sends with
 * @param report told after each call
 * @throws Cancelled
 */
export async function probe(
  platform: string,
  session: Session,
  http: Pick<RecordingHttp, 'taken'>,
  now: number,
  report: (call: ProbedCall) => void,
  signal: AbortSignal,
): Promise<ProbeReport> {
  const calls: ProbedCall[] = [];
  const step: ProbeStep = async (call, run) => {
    let problem: string | undefined;
    let found;
    try {
      found = await run();
    } catch (error) {
      if (isCancelled(error)) throw error;
      problem = problemOf(error);
    }
    const probed = { call, asExpected: problem === undefined, ...(problem !== undefined && { problem }) };
    calls.push({ ...probed, exchanges: http.taken() });
    report(probed as ProbedCall);
    return found;
  };
  await session.probe?.(step, signal);
  return { format: 1, platform, day: new Date(now).toISOString().slice(0, 10), calls };
}

/** The sentence without what fills it: that may be a name or a part of the answer. */
function problemOf(error: unknown): string {
  if (!isPlatformError(error)) return error instanceof Error ? error.name : 'unknown';
  const { kind, facts, said } = error;
  return [kind, facts.status, facts.code, said.template].filter((part) => part !== undefined).join(' · ');
}
