import { plainPicture } from '../../../../src/sandbox/pictures/plain';
import type { App } from '../app';
import { letters } from '../ids';
import { addDataset } from '../datasets/rows';
import { sampleBucket } from './samples';

/** Makes the dataset `million` with that many samples; their objects share one file. */
export async function fillMany(app: App, count: number): Promise<void> {
  const folder = `${sampleBucket}/million/in/`;
  const picture = await app.objects.put(
    `${sampleBucket}/million/picture.png`,
    await app.objects.landBytes(plainPicture()),
    null,
  );
  const id = letters(20);
  const paths = { dataPath: `/${folder}`, workPath: `/${sampleBucket}/million/work/` };
  addDataset(app, { id, name: 'million', type: 0, description: '', ...paths }, null);
  app.rows.transaction(() => {
    app.rows.run(
      `WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?)
       INSERT INTO object (key, file, size, md5, type, at)
       SELECT ? || printf('%07d.png', i), ?, ?, ?, 'image/png', ? FROM n`,
      [count, folder, picture.file, picture.size, picture.md5, picture.at],
    );
    app.rows.run(
      `INSERT INTO sample (id, dataset_id, object, name, size, created_at)
       SELECT lower(hex(randomblob(16))), ?, key, substr(key, ?), size, at FROM object
       WHERE key >= ? AND key < ? || char(0x10ffff) ORDER BY key`,
      [id, folder.length + 1, folder, folder],
    );
  });
}
