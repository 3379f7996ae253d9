import type { Json } from '../../../../src/sandbox/json';
import { toGb, type App } from '../app';
import { findFile, pathOf, type FileRow } from '../files/files';

const sandboxUser = 'sandbox';

/** A file or folder as lists show it (EO-8, EO-11). The path of a file is that of its folder. */
export function fileVo(app: App, file: FileRow): Json {
  const above = file.parent === undefined ? undefined : findFile(app, file.parent);
  const isRaster = file.dataType === 0;
  return {
    id: file.id,
    dataType: file.dataType,
    imageId: isRaster ? `IMG_${file.id}` : null,
    fileExtension: file.extension === null ? null : `.${file.extension}`,
    size: toGb(file.size),
    fileName: file.name,
    dirPath: pathOf(app, file.folder ? file : (above ?? file)),
    parentId: file.parent ?? null,
    folder: file.folder ? 1 : 0,
    captureTime: file.capturedAt,
    updateTime: file.updatedAt,
    category: file.category,
    userName: sandboxUser,
    avatar: null,
    creator: sandboxUser,
    thumbnailUrl: isRaster && file.object !== null ? `/thumbnails/${file.id}.jpg` : null,
    bandInfos: [],
  };
}
