/** Classes, classifications and ontologies on the wire (recorded 09 and 14). */
import * as v from 'valibot';
import { countSchema, idSchema, maybeText } from '../api/wire';

const free = v.nullish(v.unknown());
const list = v.nullish(v.array(v.unknown()), []);

/** `ontologyId` and `classId` are told by `info` only, when the class is linked. */
export const ontologyClass = v.object({
  id: idSchema,
  name: v.string(),
  color: maybeText,
  toolType: maybeText,
  toolTypeOptions: free,
  attributes: list,
  ontologyId: v.nullish(idSchema),
  classId: v.nullish(idSchema),
});
export type OntologyClass = v.InferOutput<typeof ontologyClass>;

export const classificationAnswer = v.object({
  id: idSchema,
  name: v.string(),
  isRequired: v.nullish(v.boolean(), false),
  inputType: maybeText,
  attribute: free,
});
export type Classification = v.InferOutput<typeof classificationAnswer>;

export const ontologyAnswer = v.object({ id: idSchema, name: v.string(), type: maybeText });
export type Ontology = v.InferOutput<typeof ontologyAnswer>;

/** What `exportAsJson` writes and `importByJson` reads. */
export const classExportAnswer = v.looseObject({
  classes: v.nullish(v.array(v.looseObject({ name: v.string(), toolType: maybeText })), []),
  classifications: v.nullish(v.array(v.looseObject({ name: v.string() })), []),
});
export type ClassExportAnswer = v.InferOutput<typeof classExportAnswer>;

export const classImportAnswer = v.object({
  isDuplicate: v.nullish(v.boolean(), false),
  validClassSize: countSchema,
  validClassificationSize: countSchema,
});
