import { wireTime } from '../../clock';
import type { Json } from '../../json';
import type { Row, Value } from '../../store/rows';
import type { App } from '../app';
import { raw, readIds, type Owner } from './classes';
import { readDate } from '../api/dates';
import { Complaints, refused, unforeseen } from '../api/errors';
import { given, type Body } from '../api/fields';
import { nameKey } from '../naming';
import { page, readPaging } from '../api/page';
import { get, post, type Call, type Route } from '../api/routes';

const inputTypes = ['RADIO', 'MULTI_SELECTION', 'DROPDOWN', 'TEXT', 'LONG_TEXT'] as const;

export interface Classification {
  id: number;
  ownerId: number;
  name: string;
  attribute: string | null;
  inputType: string | null;
  isRequired: boolean;
  createdAt: number;
}

const read = (row: Row): Classification => ({
  id: row.num('id'),
  ownerId: row.num('owner_id'),
  name: row.text('name'),
  attribute: row.textOrNull('attribute'),
  inputType: row.textOrNull('input_type'),
  isRequired: row.num('is_required') === 1,
  createdAt: row.num('created_at'),
});

export function classificationsOf(app: App, owner: Owner, ownerId: number): Classification[] {
  return app.rows.all(
    'SELECT * FROM classification WHERE owner = ? AND owner_id = ? ORDER BY name_key, id',
    [owner, ownerId],
    read,
  );
}

export type ClassificationFields = Pick<Classification, 'name' | 'attribute' | 'inputType' | 'isRequired'>;

export function addClassification(app: App, owner: Owner, ownerId: number, fields: ClassificationFields): number {
  return app.rows.insert(
    'INSERT INTO classification (owner, owner_id, name, name_key, attribute, input_type, is_required, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    [owner, ownerId, ...values(fields), app.clock.now()],
  );
}

function change(app: App, id: number, fields: ClassificationFields): void {
  app.rows.run(
    'UPDATE classification SET name = ?, name_key = ?, attribute = ?, input_type = ?, is_required = ? WHERE id = ?',
    [...values(fields), id],
  );
}

function values({ name, attribute, inputType, isRequired }: ClassificationFields): Value[] {
  return [name, nameKey(name), attribute, inputType, isRequired];
}

export function findClassification(app: App, owner: Owner, ownerId: number, name: string): number | undefined {
  return app.rows.get(
    'SELECT id FROM classification WHERE owner = ? AND owner_id = ? AND name_key = ?',
    [owner, ownerId, nameKey(name)],
    (row) => row.num('id'),
  );
}

function dto(owner: Owner, one: Classification): Json {
  return {
    id: one.id,
    [owner === 'DATASET' ? 'datasetId' : 'ontologyId']: one.ownerId,
    name: one.name,
    attribute: raw(one.attribute),
    inputType: one.inputType,
    isRequired: one.isRequired,
    startTime: null,
    endTime: null,
    sortBy: null,
    ascOrDesc: null,
    createdAt: wireTime(one.createdAt),
  };
}

function readFields(body: Body, ownerField: string): { ownerId: number; fields: ClassificationFields } {
  const complaints = new Complaints();
  const name = body.text('name');
  const ownerId = body.long(ownerField);
  complaints.when(!given(name), 'name', 'not allowed null!');
  complaints.when(ownerId === undefined, ownerField, 'not allowed null!');
  const inputType =
    body.oneOf('inputType', inputTypes, complaints, `inputType must be one of ${inputTypes.join(',')}`) ?? null;
  complaints.done();
  if (ownerId === undefined || name === undefined) throw unforeseen('java.lang.NullPointerException');
  return {
    ownerId,
    fields: { name, inputType, isRequired: body.bool('isRequired') ?? false, attribute: body.json('attribute') },
  };
}

function list(call: Call, owner: Owner, ownerField: string): Json {
  const { query, app } = call;
  const ownerId = query.long(ownerField);
  if (ownerId === undefined) throw unforeseen(`java.lang.IllegalArgumentException: ${ownerField} can not be null`);
  const paging = readPaging(query);
  const column = query.text('sortBy') === 'CREATE_TIME' ? 'created_at' : 'name_key';
  const direction = query.text('ascOrDesc') === 'DESC' ? 'DESC' : 'ASC';
  const [from, to] = [readDate(query.text('startTime')), readDate(query.text('endTime'))];
  const terms = [owner, ownerId, `%${nameKey(query.text('name') ?? '')}%`, from ?? null, to ?? null];
  const where =
    "owner = ?1 AND owner_id = ?2 AND name_key LIKE ?3 ESCAPE '\\' AND (?4 IS NULL OR created_at >= ?4) AND (?5 IS NULL OR created_at <= ?5)";
  const total = app.rows.count(`SELECT count(*) AS n FROM classification WHERE ${where}`, terms);
  const sql = `SELECT * FROM classification WHERE ${where} ORDER BY ${column} ${direction}, id LIMIT ?6 OFFSET ?7`;
  return page(
    paging,
    total,
    app.rows.all(sql, [...terms, paging.limit, paging.offset], read).map((one) => dto(owner, one)),
  );
}

function routesOf(prefix: string, owner: Owner, ownerField: string, removed: Json): Route[] {
  const save = async (call: Call, own: number | undefined): Promise<Json> => {
    const { ownerId, fields } = readFields(await call.body(), ownerField);
    const twin = findClassification(call.app, owner, ownerId, fields.name);
    if (twin !== undefined && twin !== own) throw refused('NAME_DUPLICATED');
    if (own === undefined) addClassification(call.app, owner, ownerId, fields);
    else change(call.app, own, fields);
    return null;
  };
  const drop = (call: Call, ids: readonly number[]): Json => {
    call.app.rows.run('DELETE FROM classification WHERE owner = ? AND id IN (SELECT value FROM json_each(?))', [
      owner,
      JSON.stringify(ids),
    ]);
    return removed;
  };
  return [
    // The real server has no such call for the ontology center (CE-85).
    ...(owner === 'DATASET'
      ? [
          get(`/${prefix}/findAll/:id`, (call) =>
            classificationsOf(call.app, owner, call.id()).map((one) => dto(owner, one)),
          ),
        ]
      : []),
    get(`/${prefix}/findByPage`, (call) => list(call, owner, ownerField)),
    get(`/${prefix}/info/:id`, (call) => {
      const found = call.app.rows.get(
        'SELECT * FROM classification WHERE owner = ? AND id = ?',
        [owner, call.id()],
        read,
      );
      return found ? dto(owner, found) : null;
    }),
    get(`/${prefix}/validateName`, (call) => {
      const found = findClassification(
        call.app,
        owner,
        call.query.requiredLong(ownerField),
        call.query.required('name'),
      );
      return found !== undefined && found !== call.query.long('id');
    }),
    post(`/${prefix}/create`, (call) => save(call, undefined)),
    post(`/${prefix}/update/:id`, (call) => save(call, call.id())),
    post(`/${prefix}/delete/:id`, (call) => drop(call, [call.id()])),
    post(`/${prefix}/deleteByIds`, async (call) => drop(call, readIds(await call.json()))),
  ];
}

function copy(from: Owner, to: Owner): Route['run'] {
  return async (call) => {
    const { app } = call;
    const body = await call.body();
    const owners = { DATASET: body.long('datasetId') ?? 0, ONTOLOGY: body.long('ontologyId') ?? 0 };
    const wanted = new Set(body.longs('classificationIds'));
    app.rows.transaction(() => {
      for (const one of classificationsOf(app, from, owners[from])) {
        if (!wanted.has(one.id)) continue;
        const twin = findClassification(app, to, owners[to], one.name);
        if (twin === undefined) addClassification(app, to, owners[to], one);
        else change(app, twin, one);
      }
    });
    return null;
  };
}

export const classificationRoutes: Route[] = [
  ...routesOf('datasetClassification', 'DATASET', 'datasetId', null),
  ...routesOf('classification', 'ONTOLOGY', 'ontologyId', true),
  post('/datasetClassification/copyFromOntologyCenter', copy('ONTOLOGY', 'DATASET')),
  post('/datasetClassification/saveToOntologyCenter', copy('DATASET', 'ONTOLOGY')),
  get('/data/classificationOption/findAll', () => []),
];
