import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { mimeType } from '../../../src/sandbox/mime';
import { plainPicture } from '../../../src/sandbox/pictures/plain';
import type { App } from './app';
import { Crc64 } from './cos/crc64';
import { addFile, makeDirectories, type Content } from './entries/entries';
import { addSpace } from './spaces/spaces';
import { newObject } from './uploads/uploads';

/** The seeded spaces: one with the samples, one with nothing, and the big one of `--rows`. */
export const samplesSpaceId = 'space0samples';
export const emptySpaceId = 'space1empty';
export const rowsSpaceId = 'space2rows';

/** Small texts under names that are awkward in URLs. */
const noteTexts: Record<string, string> = {
  'read me.txt': 'Names below hold blanks, signs and other scripts.\n',
  'issue #7.txt': 'A number sign ends a URL that is not encoded.\n',
  '100% sure.txt': 'A per cent sign starts an escape.\n',
  'a+b&c=d.txt': 'A plus is no blank in a path.\n',
  'smile 😀.txt': 'Four bytes of UTF-8.\n',
  '说明.txt': '中文文件名。\n',
  '图 片 #1/深 50%+.txt': 'A directory with such a name.\n',
};

/** Fills the first two spaces from the samples folder. */
export async function fillSamples(app: App, samples: string): Promise<void> {
  addSpace(app, samplesSpaceId, null, { spaceTag: 'samples' });
  addSpace(app, emptySpaceId, null, {});
  for (const name of await readdir(join(samples, 'pictures')))
    if (!name.endsWith('.json')) await seed(app, `pictures/${name}`, await readFile(join(samples, 'pictures', name)));
  for (const found of await readdir(join(samples, 'street'), { recursive: true })) {
    const file = join(samples, 'street', found);
    if ((await stat(file)).isFile()) await seed(app, `street/${found.replaceAll('\\', '/')}`, await readFile(file));
  }
  for (const [name, text] of Object.entries(noteTexts)) await seed(app, `notes/${name}`, Buffer.from(text));
}

async function seed(app: App, path: string, bytes: Buffer): Promise<void> {
  const segments = path.split('/');
  const name = segments.pop() ?? '';
  const parent = makeDirectories(app, samplesSpaceId, segments, null);
  const content = await store(app, newObject(app, name), bytes);
  addFile(app, { space: samplesSpaceId, parent, name, userId: null }, content);
}

async function store(app: App, object: string, bytes: Buffer): Promise<Content> {
  const landed = await app.objects.landBytes(bytes);
  await app.objects.put(object, landed, mimeType(object));
  return { object, size: landed.size, md5: landed.md5, etag: landed.md5, crc64: new Crc64().update(bytes).text() };
}

/** A space with that many small pictures in its root, `item_0000001.png` and so on; all share one object. */
export async function fillRows(app: App, count: number): Promise<void> {
  addSpace(app, rowsSpaceId, null, { spaceTag: 'rows' });
  const content = await store(app, newObject(app, 'item.png'), plainPicture());
  const now = app.clock.now();
  app.rows.run(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
     INSERT INTO entry (space, parent, rank, name, type, size, object, md5, etag, crc64, created_at, updated_at)
     SELECT ?, 0, 1, printf('item_%07d.png', i), 'image', ?, ?, ?, ?, ?, ?, ? FROM n`,
    [count, rowsSpaceId, content.size, content.object, content.md5, content.etag, content.crc64, now, now],
  );
}
