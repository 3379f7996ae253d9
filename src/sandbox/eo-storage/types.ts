import { lookUp } from '../../core/model/lookUp';

/** Kinds of data in the order of their `dataType` (wire reference, section 4). */
export const TYPES = ['raster', 'vector', 'model', 'other', 'bim', 'pointcloud', 'document'] as const;

const OF_EXTENSION: Record<string, (typeof TYPES)[number]> = {
  tif: 'raster',
  tiff: 'raster',
  jpg: 'raster',
  png: 'raster',
  pcd: 'pointcloud',
  las: 'pointcloud',
  txt: 'document',
  md: 'document',
  pdf: 'document',
};

/** The `dataType` that a seeded file gets by its extension. */
export function dataTypeOf(extension: string): number {
  return TYPES.indexOf(lookUp(OF_EXTENSION, extension) ?? 'other');
}
