import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { samplePicture } from './samples';

/** An archive of files, each with its path. */
export async function zip(files: Readonly<Record<string, Uint8Array>>): Promise<Buffer> {
  const archive = new ZipFile();
  for (const [path, bytes] of Object.entries(files)) archive.addBuffer(Buffer.from(bytes), path);
  archive.end();
  return buffer(archive.outputStream);
}

/** Pictures of different bytes: what follows the end of a JPEG is not processed. */
export function pictures(count: number): Map<string, Buffer> {
  const cat = samplePicture('cat.jpg');
  const named = Array.from({ length: count }, (_, at) => {
    const number = String(at + 1).padStart(2, '0');
    return [`photo-${number}`, Buffer.concat([cat, Buffer.from(` ${number}`)])] as const;
  });
  return new Map(named);
}

/** An archive as the platform wants it: pictures in a folder `image_0`. */
export function pictureZip(files: ReadonlyMap<string, Uint8Array>): Promise<Buffer> {
  return zip(Object.fromEntries([...files].map(([name, bytes]) => [`image_0/${name}.jpg`, bytes])));
}

/** As a Mac's Finder writes it: names in UTF-8 without the flag that says so (bit 11 of the flags of both headers). */
export async function macZip(files: Readonly<Record<string, Uint8Array | string>>): Promise<Buffer> {
  const bytes = await zip(Object.fromEntries(Object.entries(files).map(([path, one]) => [path, Buffer.from(one)])));
  for (const [signature, at] of [
    ['PK\x03\x04', 6],
    ['PK\x01\x02', 8],
  ] as const)
    for (let n = bytes.indexOf(signature, 0, 'latin1'); n >= 0; n = bytes.indexOf(signature, n + 4, 'latin1'))
      bytes.writeUInt16LE(bytes.readUInt16LE(n + at) & ~0x800, n + at);
  return bytes;
}
