import { plainPicture } from '../../../../src/sandbox/pictures/plain';
import { takeIds, type App } from '../app';
import { addDataset } from '../datasets';

/** Makes the dataset `million` with that many data, which all show one picture; one statement writes them. */
export async function fillMany(app: App, count: number): Promise<void> {
  const object = await app.objects.put('upload/million.png', await app.objects.landBytes(plainPicture()), 'image/png');
  const datasetId = addDataset(app, 'million', 'IMAGE', null);
  const first = takeIds(app, 'item', count);
  const now = app.clock.now();
  app.rows.run(
    `WITH RECURSIVE n (i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?)
     INSERT INTO item (id, dataset_id, parent_id, type, name, files, created_at, updated_at)
     SELECT ? + i, ?, 0, 'DATA', printf('%07d', i + 1), json_array(json_object('deviceName', 'camera_image_0',
       'filename', printf('%07d.png', i + 1), 'path', ?, 'size', ?, 'width', 16, 'height', 16)), ?, ? FROM n`,
    [count, first, datasetId, object.key, object.size, now, now],
  );
}
