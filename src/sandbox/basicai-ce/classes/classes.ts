import { wireTime } from '../../clock';
import { RawJson, type Json } from '../../json';
import type { Row, Value } from '../../store/rows';
import type { App } from '../app';
import { Complaints, refused, unforeseen } from '../api/errors';
import { given, type Body } from '../api/fields';
import { nameKey } from '../naming';
import { page, readPaging } from '../api/page';
import { get, post, type Call, type Route } from '../api/routes';

export const toolTypes = ['POLYGON', 'BOUNDING_BOX', 'POLYLINE', 'KEY_POINT', 'SEGMENTATION', 'CUBOID'] as const;

/** Classes belong to a dataset or to an ontology of the shared library. */
export type Owner = 'DATASET' | 'ONTOLOGY';

export interface LabelClass {
  id: number;
  ownerId: number;
  ontologyId: number | null;
  classId: number | null;
  name: string;
  color: string | null;
  toolType: string;
  toolTypeOptions: string | null;
  attributes: string | null;
  createdAt: number;
}

const read = (row: Row): LabelClass => ({
  id: row.num('id'),
  ownerId: row.num('owner_id'),
  ontologyId: row.numOrNull('ontology_id'),
  classId: row.numOrNull('class_id'),
  name: row.text('name'),
  color: row.textOrNull('color'),
  toolType: row.text('tool_type'),
  toolTypeOptions: row.textOrNull('tool_options'),
  attributes: row.textOrNull('attributes'),
  createdAt: row.num('created_at'),
});

/** The order of the database's index: name, then the tools in the order of their enumeration. */
const classOrder = `name_key, CASE tool_type ${toolTypes.map((tool, i) => `WHEN '${tool}' THEN ${i}`).join(' ')} END, id`;

export function classesOf(app: App, owner: Owner, ownerId: number): LabelClass[] {
  return app.rows.all(
    `SELECT * FROM class WHERE owner = ? AND owner_id = ? ORDER BY ${classOrder}`,
    [owner, ownerId],
    read,
  );
}

export interface ClassFields {
  name: string;
  color: string | null;
  toolType: string;
  toolTypeOptions: string | null;
  attributes: string | null;
  ontologyId?: number | null;
  classId?: number | null;
}

export function findClass(app: App, owner: Owner, ownerId: number, name: string, toolType: string): number | undefined {
  return app.rows.get(
    'SELECT id FROM class WHERE owner = ? AND owner_id = ? AND name_key = ? AND tool_type = ?',
    [owner, ownerId, nameKey(name), toolType],
    (row) => row.num('id'),
  );
}

export function addClass(app: App, owner: Owner, ownerId: number, fields: ClassFields): number {
  return app.rows.insert(
    `INSERT INTO class (owner, owner_id, name, name_key, color, tool_type, tool_options, attributes, ontology_id, class_id, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [owner, ownerId, ...values(fields), app.clock.now()],
  );
}

export function changeClass(app: App, id: number, fields: ClassFields): void {
  app.rows.run(
    'UPDATE class SET name = ?, name_key = ?, color = ?, tool_type = ?, tool_options = ?, attributes = ?, ontology_id = ?, class_id = ? WHERE id = ?',
    [...values(fields), id],
  );
}

function values(fields: ClassFields): Value[] {
  const { name, color, toolType, toolTypeOptions, attributes, ontologyId = null, classId = null } = fields;
  return [name, nameKey(name), color, toolType, toolTypeOptions, attributes, ontologyId, classId];
}

export const raw = (text: string | null): Json => (text === null ? null : new RawJson(text));

/** `linked` shows which ontology class it came from, which only the info calls do. */
function classDto(owner: Owner, found: LabelClass, linked: boolean): Json {
  const { id, ownerId, name, color, toolType } = found;
  const options = { toolTypeOptions: raw(found.toolTypeOptions), attributes: raw(found.attributes) };
  const end = { datasetClassNum: null, createdAt: wireTime(found.createdAt) };
  if (owner === 'ONTOLOGY') {
    const unset = {
      isResetRelations: null,
      startTime: null,
      endTime: null,
      sortBy: null,
      ascOrDesc: null,
      datasetClasses: null,
    };
    return { id, ontologyId: ownerId, name, color, toolType, ...options, ...unset, ...end };
  }
  const link = { ontologyId: linked ? found.ontologyId : null, classId: linked ? found.classId : null };
  return { id, ...link, datasetId: ownerId, name, color, toolType, ...options, ...end };
}

/** The body of create and update; without a tool the database takes the first one. */
function readFields(body: Body, ownerField: string): { ownerId: number; fields: ClassFields } {
  const complaints = new Complaints();
  const name = body.text('name');
  const ownerId = body.long(ownerField);
  complaints.when(!given(name), 'name', 'not allowed null!');
  complaints.when(ownerId === undefined, ownerField, 'not allowed null!');
  const toolType =
    body.oneOf('toolType', toolTypes, complaints, `toolType must be one of ${toolTypes.join(',')}`) ?? 'POLYGON';
  complaints.done();
  if (ownerId === undefined || name === undefined) throw unforeseen('java.lang.NullPointerException');
  const link = { ontologyId: body.long('ontologyId') ?? null, classId: body.long('classId') ?? null };
  const fields = {
    name,
    color: body.text('color') ?? null,
    toolType,
    toolTypeOptions: body.json('toolTypeOptions'),
    attributes: body.json('attributes'),
  };
  return { ownerId, fields: ownerField === 'datasetId' ? { ...fields, ...link } : fields };
}

function routesOf(prefix: string, owner: Owner, ownerField: string, removed: Json): Route[] {
  const create = async (call: Call): Promise<Json> => {
    const { ownerId, fields } = readFields(await call.body(), ownerField);
    if (findClass(call.app, owner, ownerId, fields.name, fields.toolType) !== undefined)
      throw refused('NAME_DUPLICATED');
    addClass(call.app, owner, ownerId, fields);
    return null;
  };
  const update = async (call: Call): Promise<Json> => {
    const { ownerId, fields } = readFields(await call.body(), ownerField);
    const twin = findClass(call.app, owner, ownerId, fields.name, fields.toolType);
    if (twin !== undefined && twin !== call.id()) throw refused('NAME_DUPLICATED');
    changeClass(call.app, call.id(), fields);
    return null;
  };
  const drop = (call: Call, ids: readonly number[]): Json => {
    call.app.rows.run('DELETE FROM class WHERE owner = ? AND id IN (SELECT value FROM json_each(?))', [
      owner,
      JSON.stringify(ids),
    ]);
    return removed;
  };
  return [
    get(`/${prefix}/findAll/:id`, (call) =>
      classesOf(call.app, owner, call.id()).map((one) => classDto(owner, one, false)),
    ),
    get(`/${prefix}/findByPage`, (call) => pageOf(call, owner, ownerField)),
    get(`/${prefix}/info/:id`, (call) => {
      const found = call.app.rows.get('SELECT * FROM class WHERE owner = ? AND id = ?', [owner, call.id()], read);
      return found ? classDto(owner, found, true) : null;
    }),
    get(`/${prefix}/validateName`, (call) => nameTaken(call, owner, ownerField)),
    post(`/${prefix}/create`, create),
    post(`/${prefix}/update/:id`, update),
    post(`/${prefix}/delete/:id`, (call) => drop(call, [call.id()])),
    post(`/${prefix}/deleteByIds`, async (call) => drop(call, readIds(await call.json()))),
  ];
}

/** A bare JSON list of ids. */
export function readIds(value: unknown): number[] {
  if (!Array.isArray(value)) throw unforeseen('JSON parse error: a list is due');
  return value.map(Number);
}

function pageOf(call: Call, owner: Owner, ownerField: string): Json {
  const { query, app } = call;
  const ownerId = query.long(ownerField);
  if (ownerId === undefined) throw unforeseen(`java.lang.IllegalArgumentException: ${ownerField} can not be null`);
  const paging = readPaging(query);
  const terms = [owner, ownerId, `%${nameKey(query.text('name') ?? '')}%`, query.text('toolType') ?? null];
  const where = "owner = ?1 AND owner_id = ?2 AND name_key LIKE ?3 ESCAPE '\\' AND (?4 IS NULL OR tool_type = ?4)";
  const total = app.rows.count(`SELECT count(*) AS n FROM class WHERE ${where}`, terms);
  const found = app.rows.all(
    `SELECT * FROM class WHERE ${where} ORDER BY ${classOrder} LIMIT ?5 OFFSET ?6`,
    [...terms, paging.limit, paging.offset],
    read,
  );
  return page(
    paging,
    total,
    found.map((one) => classDto(owner, one, false)),
  );
}

/** True when the name is already taken (CE-78). */
function nameTaken(call: Call, owner: Owner, ownerField: string): Json {
  const { query } = call;
  const found = findClass(
    call.app,
    owner,
    query.requiredLong(ownerField),
    query.required('name'),
    query.required('toolType'),
  );
  return found !== undefined && found !== query.long('id');
}

/** Copies classes between a dataset and an ontology; the same name and tool is overwritten. */
function copy(from: Owner, to: Owner): Route['run'] {
  return async (call) => {
    const { app } = call;
    const body = await call.body();
    const owners = { DATASET: body.long('datasetId') ?? 0, ONTOLOGY: body.long('ontologyId') ?? 0 };
    const wanted = new Set(body.longs('classIds'));
    app.rows.transaction(() => {
      for (const one of classesOf(app, from, owners[from]))
        if (wanted.has(one.id)) upsert(app, to, owners[to], one, from === 'ONTOLOGY');
    });
    return null;
  };
}

function upsert(app: App, owner: Owner, ownerId: number, one: LabelClass, link: boolean): void {
  const fields = { ...one, ontologyId: link ? one.ownerId : null, classId: link ? one.id : null };
  const twin = findClass(app, owner, ownerId, one.name, one.toolType);
  if (twin === undefined) addClass(app, owner, ownerId, fields);
  else changeClass(app, twin, fields);
}

export const classRoutes: Route[] = [
  ...routesOf('datasetClass', 'DATASET', 'datasetId', null),
  ...routesOf('class', 'ONTOLOGY', 'ontologyId', true),
  post('/datasetClass/copyFromOntologyCenter', copy('ONTOLOGY', 'DATASET')),
  post('/datasetClass/saveToOntologyCenter', copy('DATASET', 'ONTOLOGY')),
];
