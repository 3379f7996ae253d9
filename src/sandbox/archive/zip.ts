import { crc32 } from 'node:zlib';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import type { Member } from './member';

/**
 * Everything in a zip, in the order of its directory. Names are read as UTF-8 whether they are flagged so or not, and a
 * byte that is none becomes `?`. Throws when it is no zip; a member throws when it is broken.
 */
export async function* readZip(path: string): AsyncGenerator<Member> {
  // Names come as they are stored: what the reader makes of them is not what the platform does.
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false, decodeStrings: false });
  try {
    for await (const entry of zip.eachEntry()) yield member(zip, entry);
  } finally {
    zip.close();
  }
}

function member(zip: ZipFile, entry: Entry): Member {
  const name = nameOf(entry);
  const folder = name.endsWith('/');
  return {
    path: folder ? name.slice(0, -1) : name,
    folder,
    chunks: () => checked(zip, entry),
  };
}

/** @throws when the name leads out of the folder that is unpacked into */
function nameOf(entry: Entry): string {
  const name = entry.fileNameRaw.toString('utf8').replace(/\uFFFD/g, '?');
  if (/^\/|^[a-z]:|(^|\/)\.\.(\/|$)/i.test(name)) throw new Error(`a name that leads outside: ${name}`);
  return name;
}

/** The reader under it does not compare checksums. */
async function* checked(zip: ZipFile, entry: Entry): AsyncGenerator<Buffer> {
  let sum = 0;
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    const bytes = chunk as Buffer;
    sum = crc32(bytes, sum);
    yield bytes;
  }
  if (sum !== entry.crc32) throw new Error(`checksum of ${nameOf(entry)}`);
}
