import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { PlatformError } from '../../src/core/net/errors';
import { text } from '../../src/core/model/text';
import type { DownloadBatch, DownloadPart } from '../../src/core/contract';

export const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');

/** A file of a platform that counts what is asked of it. */
export class FakePart implements DownloadPart {
  readonly asked: number[] = [];
  readonly item: DownloadPart['item'];
  readonly size?: number;
  /** Runs before each answer. */
  before: (from: number) => void = () => undefined;
  /** What is answered instead of the bytes from there on. */
  answer: (from: number) => Buffer = (from) => this.bytes.subarray(from);
  /** Breaks off after so many bytes of an answer. */
  breakAfter?: number;
  reported: string | undefined;
  /** What names the bytes; without it nothing is continued. */
  version: string | undefined = 'v1';

  constructor(
    readonly path: string,
    readonly bytes: Buffer,
    readonly key = `file/${path}`,
    sized = true,
  ) {
    this.item = { ref: `data/${path}`, id: path, name: path };
    this.reported = md5(bytes);
    if (sized) this.size = bytes.length;
  }

  async open(from: number) {
    this.asked.push(from);
    this.before(from);
    const bytes = this.answer(from);
    const { breakAfter } = this;
    delete this.breakAfter;
    const body =
      breakAfter === undefined ? Readable.from([bytes]) : Readable.from(broken(bytes.subarray(0, breakAfter)));
    const { version } = this;
    return {
      body,
      ...(this.reported !== undefined && { md5: this.reported }),
      ...(version !== undefined && { version }),
    };
  }
}

async function* broken(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
  throw new PlatformError('network', text('The connection was cut.'), { retryable: true });
}

export async function* plan(...batches: (readonly DownloadPart[])[]): AsyncGenerator<DownloadBatch> {
  for (const parts of batches) yield { parts };
}
