import { crc32 } from 'node:zlib';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import type { Member } from './member';

/** Everything in a zip, in the order of its directory. Throws when it is no zip; a member throws when it is broken. */
export async function* readZip(path: string): AsyncGenerator<Member> {
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false });
  try {
    for await (const entry of zip.eachEntry()) yield member(zip, entry);
  } finally {
    zip.close();
  }
}

function member(zip: ZipFile, entry: Entry): Member {
  const folder = entry.fileName.endsWith('/');
  return {
    path: folder ? entry.fileName.slice(0, -1) : entry.fileName,
    folder,
    chunks: () => checked(zip, entry),
  };
}

/** The reader under it does not compare checksums. */
async function* checked(zip: ZipFile, entry: Entry): AsyncGenerator<Buffer> {
  let sum = 0;
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    const bytes = chunk as Buffer;
    sum = crc32(bytes, sum);
    yield bytes;
  }
  if (sum !== entry.crc32) throw new Error(`checksum of ${entry.fileName}`);
}
