import { isJsonObject } from '../api/jsonObject';
import { importableTypes } from '../layout/results';
import type { AnnotatedObject, DataAnnotations } from '../api/wire';

/** The source of what people drew; runs of models have the ids of their records (CE-62). */
export const groundTruth = '-1';

const members = ['id', 'trackId', 'trackName', 'classValues', 'modelConfidence', 'modelClass'] as const;

export interface ResultFiles {
  /** What an import takes as ground truth. */
  readonly result?: unknown;
  /** All the rest, as it is stored: objects of model runs, types that the import refuses, classification values. */
  readonly other?: unknown;
}

/**
 * Sorts stored annotations into what an import would take back and what it would not. Runs are kept apart: an import
 * would turn their objects into ground truth. A class that the dataset no longer has is left out, since one unknown
 * class makes the import drop others in silence (CE-52).
 */
export function resultFiles(found: DataAnnotations, classes: ReadonlyMap<string, string>): ResultFiles {
  const importing = found.objects.filter(
    ({ sourceId = groundTruth, classAttributes: { type, contour } }) =>
      typeof type === 'string' && sourceId === groundTruth && importableTypes.has(type) && isJsonObject(contour),
  );
  const others = found.objects.filter((object) => !importing.includes(object));
  const values = found.classificationValues;
  return {
    ...(importing.length > 0 && { result: { objects: importing.map((object) => importObject(object, classes)) } }),
    ...((others.length > 0 || values.length > 0) && {
      other: {
        ...(values.length > 0 && { classificationValues: values }),
        ...(others.length > 0 && { objects: others }),
      },
    }),
  };
}

function importObject({ classId, classAttributes }: AnnotatedObject, classes: ReadonlyMap<string, string>) {
  const className = classId === undefined ? undefined : classes.get(classId);
  return {
    type: classAttributes['type'],
    ...(className !== undefined && { classId: Number(classId), className }),
    ...Object.fromEntries(
      members.flatMap((name) => (classAttributes[name] == null ? [] : [[name, classAttributes[name]]])),
    ),
    contour: classAttributes['contour'],
  };
}
