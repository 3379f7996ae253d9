import { isCancelled, isPlatformError } from '../net/errors';
import type { Http, HttpAnswer, HttpRequest } from '../net/http';
import { parseExact } from '../net/json';
import type { Connection } from '../model/connection';
import type { PlatformInfo, ProbeStep, Session } from '../contract';
import type { RecordedExchange, ProbedCall, ProbeReport } from './report';
import { ShapeRecorder } from './shape';

/** Sends as another client does, and keeps the shape of every answer. */
export class RecordingHttp implements Http {
  readonly shapes = new ShapeRecorder();
  private exchanges: RecordedExchange[] = [];

  constructor(private readonly http: Http) {}

  async send(request: HttpRequest, signal?: AbortSignal): Promise<HttpAnswer> {
    const answer = await this.http.send(request, signal);
    this.exchanges.push(exchangeOf(request, answer, this.shapes));
    return answer;
  }

  stream: Http['stream'] = (request, signal) => this.http.stream(request, signal);

  /** What was exchanged since the last look. */
  taken(): RecordedExchange[] {
    return this.exchanges.splice(0);
  }

  close(): void {
    // The connections belong to the client behind it.
  }
}

function exchangeOf({ method, url }: HttpRequest, answer: HttpAnswer, shapes: ShapeRecorder): RecordedExchange {
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

function bodyOf(content: string, shapes: ShapeRecorder): Pick<RecordedExchange, 'kind' | 'body'> {
  const begin = content
    .replace(/^\uFEFF/, '')
    .trimStart()
    .slice(0, 200)
    .toLowerCase();
  if (begin === '') return { kind: 'empty' };
  if (begin.startsWith('<')) return { kind: /<(!doctype )?html/.test(begin) ? 'html' : 'xml' };
  try {
    return { kind: 'json', body: shapes.of(parseExact(content)) };
  } catch {
    return { kind: 'text' };
  }
}

/** What is probed: a connection of a platform, with a session that sends through `http`. */
export interface ProbedConnection {
  readonly platform: PlatformInfo;
  readonly connection: Connection;
  readonly secret: string;
  readonly session: Session;
  readonly http: RecordingHttp;
}

/**
 * Runs every read-only call of a session once.
 * @param report told after each call
 * @throws Cancelled
 */
export async function runProbe(
  { platform, connection, secret, session, http }: ProbedConnection,
  now: number,
  report: (call: string) => void,
  signal: AbortSignal,
): Promise<ProbeReport> {
  return {
    format: 1,
    platform: platform.id,
    day: new Date(now).toISOString().slice(0, 10),
    options: optionsOf(platform, connection, http.shapes),
    secret: secretOf(secret, http.shapes),
    calls: await probeCalls(session, () => http.taken(), report, signal),
  };
}

/** The calls alone. `taken` answers what was exchanged since it was asked last. */
export async function probeCalls(
  session: Session,
  taken: () => RecordedExchange[],
  report: (call: string) => void,
  signal: AbortSignal,
): Promise<ProbedCall[]> {
  const calls: ProbedCall[] = [];
  const step: ProbeStep = async (call, run) => {
    let problem: string | undefined;
    try {
      return await run();
    } catch (error) {
      if (isCancelled(error)) throw error;
      problem = problemOf(error);
      return undefined;
    } finally {
      calls.push({
        call,
        asExpected: problem === undefined,
        ...(problem !== undefined && { problem }),
        exchanges: taken(),
      });
      report(call);
    }
  };
  await session.probe?.(step, signal);
  return calls;
}

/** Choices tell nothing of a person; what was typed is told by its shape. */
function optionsOf(
  { fields = [] }: PlatformInfo,
  { options = {} }: Connection,
  shapes: ShapeRecorder,
): Record<string, string> {
  const chosen = new Set(fields.flatMap(({ id, choices }) => (choices ? id : [])));
  const shape = ([id, value]: [string, string]) =>
    chosen.has(id) || value.length < 2 ? value : String(shapes.of(value, id));
  return Object.fromEntries(Object.entries(options).map((entry) => [entry[0], shape(entry)]));
}

/** A secret of several parts is an object in JSON. */
function secretOf(secret: string, shapes: ShapeRecorder): string {
  try {
    const parts: unknown = JSON.parse(secret);
    return typeof parts === 'object' ? JSON.stringify(shapes.of(parts)) : 'text';
  } catch {
    return 'text';
  }
}

/** The sentence without what fills it: that may be a name or a part of the answer. */
function problemOf(error: unknown): string {
  if (!isPlatformError(error)) return error instanceof Error ? error.name : 'unknown';
  const { kind, facts, userMessage: content } = error;
  return [kind, facts.status, facts.code, content.template].filter((part) => part !== undefined).join(' · ');
}
