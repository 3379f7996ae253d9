import type { Json } from '../json';
import { checkIds, readId, type Call, type Route } from './call';
import { Refused } from './errors';
import { findFile, pathOf } from './files';
import { downloadUrl } from './links';

export const urlRoutes: Route[] = [{ method: 'GET', path: '/file/urls', run: urls }];

/**
 * Links for reading. Ids that are unknown, folders, and files without bytes are missing from the list, whose order is
 * not that of the ids; none at all is code 404 (wire reference, section 5, Download).
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
