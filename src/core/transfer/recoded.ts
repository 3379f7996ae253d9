import { Readable } from 'node:stream';
import { decodeText } from '../formats/textEncoding';
import type { UploadSource } from '../contract';

/** A text in another encoding as one in UTF-8. It is read whole, as its check read it. */
export async function recodeToUtf8(source: UploadSource, signal: AbortSignal): Promise<UploadSource> {
  const bytesOf = async (reading: AbortSignal | undefined) =>
    Buffer.from(decodeText(await source.read(reading)).text, 'utf8');
  async function* pieces(): AsyncGenerator<Buffer> {
    yield await bytesOf(undefined);
  }
  return {
    name: source.name,
    place: source.place,
    size: (await bytesOf(signal)).length,
    open: () => Readable.from(pieces(), { objectMode: false }),
    read: bytesOf,
    state: async () => (await source.state?.()) ?? 'same',
  };
}
