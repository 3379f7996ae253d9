import { lookUp } from '../../../core/model/lookUp';
import { textAnswer, type Answer } from '../../http/answer';
import { isObject, parseJson, RawJson, toJson, type Json, type JsonObject } from '../../json';
import type { App } from '../app';
import { addClass, classesOf, findClass, toolTypes, type Owner } from './classes';
import { addClassification, classificationsOf, findClassification } from './classifications';
import { findDataset } from '../datasets/datasets';
import { Complaints, refused, unforeseen } from '../api/errors';
import { Body } from '../api/fields';
import { readForm } from '../api/multipart';
import { ontologyName } from './ontologies';
import { post, type BareRoute, type Call, type Route } from '../api/routes';

const ownerKinds = ['DATASET', 'ONTOLOGY'] as const;

/** Public, not enveloped, with a byte order mark in front (CE-81). */
function exportAsJson(call: Call): Answer {
  const { app, query } = call;
  const complaints = new Complaints();
  const owner =
    query.oneOf('sourceType', ownerKinds, complaints, 'sourceType must be one of DATASET,ONTOLOGY') ?? 'DATASET';
  complaints.done();
  const id = query.requiredLong('sourceId');
  const name = (owner === 'DATASET' ? findDataset(app, id)?.name : ontologyName(app, id)) ?? '';
  const classes = classesOf(app, owner, id)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((one) => ({
      id: one.id,
      name: one.name,
      color: one.color ?? undefined,
      toolType: one.toolType,
      toolTypeOptions: one.toolTypeOptions === null ? undefined : new RawJson(one.toolTypeOptions),
      attributes: one.attributes === null ? undefined : withoutIds(one.attributes),
    }));
  const classifications = classificationsOf(app, owner, id).map((one) => ({
    id: one.id,
    name: one.name,
    isRequired: one.isRequired,
    inputType: one.inputType ?? undefined,
    attribute: one.attribute === null ? undefined : withoutIds(one.attribute),
  }));
  const file = `${owner.toLowerCase()}_${formEncode(name)}_ontology.json`;
  return textAnswer(200, 'application/json;charset=UTF-8', `\uFEFF${toJson({ classes, classifications })}`, {
    'content-disposition': `attachment;filename=${file};filename*=UTF-8''${file}`,
  });
}

/** Attributes are written without the ids of their options. */
function withoutIds(text: string): Json {
  return new RawJson(JSON.stringify(JSON.parse(text), (key, value: unknown) => (key === 'id' ? undefined : value)));
}

function formEncode(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}

interface Import {
  owner: Owner;
  ownerId: number;
  classes: Body[] | undefined;
  classifications: Body[] | undefined;
}

function readImport(value: JsonObject, owner: Owner, ownerId: number): Import {
  const bodies = (name: string): Body[] | undefined =>
    Array.isArray(lookUp(value, name)) ? new Body(value).bodies(name) : undefined;
  return { owner, ownerId, classes: bodies('classes')?.filter(isClass), classifications: bodies('classifications') };
}

function isClass(one: Body): boolean {
  return one.text('name') !== undefined && toolTypes.some((tool) => tool === one.text('toolType'));
}

/** A duplicate stores nothing; then the caller confirms with the batch call (CE-83). */
async function importByJson(call: Call): Promise<Json> {
  const form = await readForm(call.arrival);
  if (!/\.json$/i.test(form.file.name)) throw refused('FILE_TYPE_NOT_SUPPORT');
  const value = parseJson(form.file.bytes.toString('utf8').replace(/^\uFEFF/, ''));
  if (!isObject(value))
    throw unforeseen('cn.hutool.json.JSONException: A JSONObject text must begin with an opening brace');
  const owner = form.fields.get('desType') === 'ONTOLOGY' ? 'ONTOLOGY' : 'DATASET';
  const wanted = readImport(value, owner, Number(form.fields.get('desId')));
  const { app } = call;
  const twins = (wanted.classes ?? []).filter(
    (one) => findClass(app, owner, wanted.ownerId, one.text('name') ?? '', one.text('toolType') ?? '') !== undefined,
  );
  const twinNames = (wanted.classifications ?? []).flatMap((one) => {
    const name = one.text('name') ?? '';
    return findClassification(app, owner, wanted.ownerId, name) === undefined ? [] : [name];
  });
  const isDuplicate = twins.length + twinNames.length > 0;
  if (!isDuplicate) store(app, wanted);
  return {
    ...summary(wanted),
    isDuplicate,
    classTotalSize: wanted.classes?.length ?? 0,
    classificationTotalSize: wanted.classifications?.length ?? 0,
    duplicateClassName:
      twins.length === 0
        ? null
        : twins.map((one) => ({ name: one.text('name') ?? null, toolType: one.text('toolType') ?? null })),
    duplicateClassificationName: twinNames.length === 0 ? null : twinNames,
  };
}

async function saveBatch(call: Call): Promise<Json> {
  const value = await call.json();
  if (!isObject(value)) throw unforeseen('JSON parse error: an object is due');
  const body = new Body(value);
  const wanted = readImport(
    value,
    body.text('desType') === 'ONTOLOGY' ? 'ONTOLOGY' : 'DATASET',
    body.long('desId') ?? 0,
  );
  store(call.app, wanted);
  return {
    ...summary(wanted),
    isDuplicate: null,
    classTotalSize: null,
    classificationTotalSize: null,
    duplicateClassName: null,
    duplicateClassificationName: null,
  };
}

function summary({ owner, ownerId, classes, classifications }: Import): Record<string, Json> {
  return {
    desType: owner,
    desId: ownerId,
    validClassSize: classes?.length ?? null,
    validClassificationSize: classifications?.length ?? 0,
    classes: classes?.map((one) => picked(one, ['name', 'color', 'toolType', 'toolTypeOptions', 'attributes'])) ?? null,
    classifications: classifications?.map((one) => picked(one, ['name', 'isRequired', 'inputType', 'options'])) ?? null,
  };
}

function picked(one: Body, names: readonly string[]): Json {
  return Object.fromEntries(
    names.map((name) => [name, one.raw(name) === undefined ? null : new RawJson(JSON.stringify(one.raw(name)))]),
  );
}

function store(app: App, { owner, ownerId, classes, classifications }: Import): void {
  app.rows.transaction(() => {
    for (const one of classes ?? []) {
      const [name = '', toolType = ''] = [one.text('name'), one.text('toolType')];
      if (findClass(app, owner, ownerId, name, toolType) !== undefined) continue;
      const fields = {
        name,
        toolType,
        color: one.text('color') ?? null,
        toolTypeOptions: one.json('toolTypeOptions'),
        attributes: one.json('attributes'),
      };
      addClass(app, owner, ownerId, fields);
    }
    for (const one of classifications ?? []) {
      const name = one.text('name') ?? '';
      if (findClassification(app, owner, ownerId, name) !== undefined) continue;
      addClassification(app, owner, ownerId, {
        name,
        inputType: one.text('inputType') ?? null,
        isRequired: one.bool('isRequired') ?? false,
        attribute: attributeOf(one),
      });
    }
  });
}

/** Options at the classification's own level win over those inside `attribute`. */
function attributeOf(one: Body): string | null {
  const options = one.raw('options');
  if (options === undefined) return one.json('attribute');
  const attribute = one.raw('attribute');
  const base = isObject(attribute) ? attribute : { name: one.text('name'), type: one.text('inputType') };
  return JSON.stringify({ ...base, options });
}

export const classJsonRoutes: Route[] = [
  post('/ontology/importByJson', importByJson),
  post('/ontology/saveClassAndClassificationBatch', saveBatch),
];

export const classBareRoutes: BareRoute[] = [
  { method: 'GET', path: '/ontology/exportAsJson', bare: exportAsJson, open: true },
];
