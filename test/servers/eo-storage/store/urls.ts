import type { Json } from '../../../../src/sandbox/json';
import { checkIds, readId, type Call, type Route } from '../api/call';
import { Refused } from '../api/errors';
import { findFile, pathOf } from '../files/files';
import { downloadUrl } from './links';

export const urlRoutes: Route[] = [{ method: 'GET', path: '/file/urls', run: urls }];

/**
 * Links for reading. Ids that are unknown, folders, and files without bytes are missing from the list, whose order is
 * not that of the ids; none at all is code 404 (EO-25).
 */
function urls(call: Call): Json {
  const { app, arrival } = call;
  const ids = checkIds(
    call
      .need('dataFileIds')
      .split(',')
      .map((text) => readId(text, 'dataFileIds')),
  );
  const urlList = ids.flatMap((id) => {
    const file = findFile(app, id);
    if (file?.object == null) return [];
    return [{ url: downloadUrl(app, arrival.host, id), dataFileId: id, name: file.name, path: pathOf(app, file) }];
  });
  if (urlList.length === 0) throw new Refused(404);
  return { urlList: urlList.toReversed() };
}
