import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A picture of the sample data. */
export function samplePicture(name: string): Buffer {
  return readFileSync(join('media', 'samples', 'pictures', name));
}

/** A file of the recorded exchanges: broken pictures, archives of wrong layouts and the like. */
export function capturedFile(name: string): Buffer {
  return readFileSync(join('test', 'captures', 'files', name));
}
