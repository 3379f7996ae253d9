import { Readable } from 'node:stream';
import { decodeText } from '../formats/textEncoding';
import type { Source } from '../platforms/upload';

/** A text in another encoding as one in UTF-8. It is read whole, as its check read it. */
export async function recoded(source: Source, signal: AbortSignal): Promise<Source> {
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
