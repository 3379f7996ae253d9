import { PassThrough } from 'node:stream';
import { text } from '../model/text';
import { PlatformError } from '../net/errors';
import type { Http, HttpAnswer } from '../net/http';
import type { RecordedExchange, ProbeReport } from './report';

/**
 * Answers with the shapes that a probe saw, in their order, so that a report turns into a test: a probe over this must find
 * everything as expected again.
 */
export class ReplayingHttp implements Http {
  private readonly left: RecordedExchange[];

  constructor({ calls }: ProbeReport) {
    this.left = calls.flatMap(({ exchanges }) => exchanges);
  }

  async send(): Promise<HttpAnswer> {
    const next = this.left.shift();
    if (next === undefined) throw new PlatformError('protocol', text('The report holds no more answers.'));
    const { status, type, headers, kind, body } = next;
    const answerHeaders = Object.fromEntries(headers.map((name) => [name, 'told']));
    const content = kind === 'json' ? JSON.stringify(body) : stand[kind];
    return { status, headers: { ...answerHeaders, 'content-type': type }, body: Buffer.from(content) };
  }

  async stream() {
    return { status: 404, headers: {}, body: new PassThrough().end() };
  }

  close(): void {
    // Nothing is open.
  }
}

const stand = { html: '<html></html>', xml: '<x/>', text: 'text', empty: '' };
