import { lookUp } from '../../../../src/core/model/lookUp';

/** Kinds of data in the order of their `dataType` (EO-14). */
export const dataTypes = ['raster', 'vector', 'model', 'other', 'bim', 'pointcloud', 'document'] as const;

const typeByExtension: Record<string, (typeof dataTypes)[number]> = {
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
  return dataTypes.indexOf(lookUp(typeByExtension, extension) ?? 'other');
}
