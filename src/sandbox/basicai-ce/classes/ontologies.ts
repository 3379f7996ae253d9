import { wireTime } from '../../clock';
import type { Json } from '../../json';
import type { Row } from '../../store/rows';
import type { App } from '../app';
import { Complaints, refused, unforeseen } from '../api/errors';
import { given, type Body } from '../api/fields';
import { nameKey } from '../naming';
import { page, readPaging } from '../api/page';
import { get, post, type Call, type Route } from '../api/routes';

/** The database knows no ontology of texts. */
const ontologyTypes = ['LIDAR_FUSION', 'LIDAR_BASIC', 'IMAGE', 'LIDAR'];

interface Ontology {
  id: number;
  name: string;
  type: string;
  classNum: number;
  createdAt: number;
}

const ontologyColumns =
  "o.*, (SELECT count(*) FROM class c WHERE c.owner = 'ONTOLOGY' AND c.owner_id = o.id) AS class_num";

const read = (row: Row): Ontology => ({
  id: row.num('id'),
  name: row.text('name'),
  type: row.text('type'),
  classNum: row.num('class_num'),
  createdAt: row.num('created_at'),
});

export function ontologyName(app: App, id: number): string | undefined {
  return app.rows.get('SELECT name FROM ontology WHERE id = ?', [id], (row) => row.text('name'));
}

function dto(one: Ontology, counted: boolean): Json {
  return {
    id: one.id,
    name: one.name,
    type: one.type,
    classNum: counted ? one.classNum : null,
    createdAt: wireTime(one.createdAt),
  };
}

function readFields(app: App, body: Body, own: number): { name: string; type: string } {
  const complaints = new Complaints();
  const [name, type] = [body.text('name'), body.text('type')];
  complaints.when(!given(name), 'name', 'not allowed null!');
  complaints.when(!given(type), 'type', 'not allowed null!');
  complaints.done();
  if (name === undefined || type === undefined || !ontologyTypes.includes(type))
    throw unforeseen("Data truncated for column 'type' at row 1");
  if (app.rows.count('SELECT count(*) AS n FROM ontology WHERE name_key = ? AND id <> ?', [nameKey(name), own]) > 0)
    throw refused('NAME_DUPLICATED');
  return { name, type };
}

async function create(call: Call): Promise<Json> {
  const { name, type } = readFields(call.app, await call.body(), 0);
  return call.app.rows.insert('INSERT INTO ontology (name, name_key, type, created_at) VALUES (?, ?, ?, ?)', [
    name,
    nameKey(name),
    type,
    call.app.clock.now(),
  ]);
}

async function update(call: Call): Promise<Json> {
  const { name, type } = readFields(call.app, await call.body(), call.id());
  call.app.rows.run('UPDATE ontology SET name = ?, name_key = ?, type = ? WHERE id = ?', [
    name,
    nameKey(name),
    type,
    call.id(),
  ]);
  return null;
}

/** Its classes go with it. */
function remove(call: Call): Json {
  const { rows } = call.app;
  return rows.transaction(() => {
    rows.run("DELETE FROM class WHERE owner = 'ONTOLOGY' AND owner_id = ?", [call.id()]);
    rows.run("DELETE FROM classification WHERE owner = 'ONTOLOGY' AND owner_id = ?", [call.id()]);
    return rows.run('DELETE FROM ontology WHERE id = ?', [call.id()]) > 0;
  });
}

function list(call: Call): Json {
  const { app, query } = call;
  const paging = readPaging(query);
  const terms = [`%${nameKey(query.text('name') ?? '')}%`, query.text('type') ?? null];
  const where = "o.name_key LIKE ?1 ESCAPE '\\' AND (?2 IS NULL OR o.type = ?2)";
  const total = app.rows.count(`SELECT count(*) AS n FROM ontology o WHERE ${where}`, terms);
  const found = app.rows.all(
    `SELECT ${ontologyColumns} FROM ontology o WHERE ${where} ORDER BY o.id DESC LIMIT ?3 OFFSET ?4`,
    [...terms, paging.limit, paging.offset],
    read,
  );
  return page(
    paging,
    total,
    found.map((one) => dto(one, true)),
  );
}

function all(call: Call): Json {
  const type = call.query.required('type');
  return call.app.rows
    .all(`SELECT ${ontologyColumns} FROM ontology o WHERE o.type = ? ORDER BY o.id`, [type], read)
    .map((one) => dto(one, false));
}

function info(call: Call): Json {
  const found = call.app.rows.get(`SELECT ${ontologyColumns} FROM ontology o WHERE o.id = ?`, [call.id()], read);
  return found ? dto(found, false) : null;
}

export const ontologyRoutes: Route[] = [
  get('/ontology/findByPage', list),
  get('/ontology/findAll', all),
  get('/ontology/info/:id', info),
  post('/ontology/create', create),
  post('/ontology/update/:id', update),
  post('/ontology/delete/:id', remove),
  get('/dataset/findOntologyIsExistByDatasetId', () => false),
];
