import { open } from 'node:fs/promises';
import { text } from '../../model/text';
import { PlatformError } from '../../net/errors';
import type { ZipLocation } from '../../contract';
import { presentableName } from '../unpack/unpackPlan';

const headerBytes = 30;
const signature = 0x04034b50;

/**
 * The byte at which the data of an entry begin. The header before them must tell the same as the list: readers that trust one
 * or the other would differ. @throws PlatformError of kind `invalid` naming the entry
 */
export async function dataStart(path: string, { name, rawName, header, method }: ZipLocation): Promise<number> {
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(headerBytes + rawName.length);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, header);
    if (
      bytesRead === bytes.length &&
      bytes.readUInt32LE(0) === signature &&
      bytes.readUInt16LE(8) === method &&
      bytes.readUInt16LE(26) === rawName.length &&
      bytes.subarray(headerBytes).equals(rawName)
    )
      return header + bytes.length + bytes.readUInt16LE(28);
  } finally {
    await file.close();
  }
  throw new PlatformError(
    'invalid',
    text('{0} is damaged inside the archive ({1}).', presentableName(name), 'its header and the list differ'),
  );
}
