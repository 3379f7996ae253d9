/** Classes, classifications and ontologies on the wire (wire reference, section 11, and scenarios 09 and 14). */
import * as v from 'valibot';
import { count, id, maybeText } from '../wire';

const free = v.nullish(v.unknown());
const list = v.nullish(v.array(v.unknown()), []);

/** `ontologyId` and `classId` are told by `info` only, when the class is linked. */
export const ontologyClass = v.object({
  id,
  name: v.string(),
  color: maybeText,
  toolType: maybeText,
  toolTypeOptions: free,
  attributes: list,
  ontologyId: v.nullish(id),
  classId: v.nullish(id),
});
export type OntologyClass = v.InferOutput<typeof ontologyClass>;

export const classification = v.object({
  id,
  name: v.string(),
  isRequired: v.nullish(v.boolean(), false),
  inputType: maybeText,
  attribute: free,
});
export type Classification = v.InferOutput<typeof classification>;

export const ontology = v.object({ id, name: v.string(), type: maybeText });
export type Ontology = v.InferOutput<typeof ontology>;

/** What `exportAsJson` writes and `importByJson` reads. */
export const exported = v.looseObject({
  classes: v.nullish(v.array(v.looseObject({ name: v.string(), toolType: maybeText })), []),
  classifications: v.nullish(v.array(v.looseObject({ name: v.string() })), []),
});
export type Exported = v.InferOutput<typeof exported>;

export const imported = v.object({
  isDuplicate: v.nullish(v.boolean(), false),
  validClassSize: count,
  validClassificationSize: count,
});
