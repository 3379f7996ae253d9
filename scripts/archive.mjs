// Archives that are the same bytes whenever and wherever they are written.
import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import yazl from 'yazl';

/** A zip tells local time: this is written as the same digits in every time zone. */
const writtenAt = new Date(2020, 0, 1);

/**
 * Replaces a zip by one with the same contents: entries by name, one time, the rights of plain files.
 * @param {string} path
 */
export async function rewriteArchive(path) {
  const entries = await readEntries(path);
  const zip = new yazl.ZipFile();
  for (const { name, bytes } of entries.sort((a, b) => (a.name < b.name ? -1 : 1)))
    zip.addBuffer(bytes, name, { mtime: writtenAt, mode: 0o100644, forceDosTimestamp: true });
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(`${path}.draft`));
  await rename(`${path}.draft`, path);
}

async function readEntries(path) {
  const zip = await yauzl.openPromise(path);
  const entries = [];
  for await (const entry of zip.eachEntry())
    entries.push({ name: entry.fileName, bytes: await buffer(await zip.openReadStreamPromise(entry)) });
  return entries;
}
