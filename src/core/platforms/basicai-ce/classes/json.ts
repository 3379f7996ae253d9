import { readFile, rename, writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import { text } from '../../../model/text';
import { PlatformError } from '../../../net/errors';
import type { Action } from '../../../contract';
import type { CeClient } from '../api/client';
import { nameKey } from '../browse/nameKey';
import { firstOf } from '../refs';
import type { ClassCalls } from './calls';
import { classExportAnswer, type ClassExportAnswer } from './wire';

/** The server takes 1,000 classes at a time, and forms of 1 MB (CE-82). */
const mostClasses = 1_000;
const longestForm = 900_000;

/** Classes of a dataset as a JSON file, in the form that the platform itself exports and imports. */
export function jsonActions(calls: ClassCalls, client: CeClient): Action[] {
  return [importAction(calls), exportAction(calls, client)];
}

function importAction(calls: ClassCalls): Action {
  return {
    id: 'classes.import',
    title: text('Import classes from JSON'),
    capability: 'add',
    appliesTo: (nodes) => nodes.length === 1 && nodes[0]?.kind === 'classes',
    fields: () =>
      Promise.resolve([{ id: 'file', label: text('Classes as JSON'), file: { how: 'open', extensions: ['json'] } }]),
    plan: async (nodes, values, signal) => {
      const datasetId = firstOf(nodes).datasetId;
      const file = values['file'] ?? '';
      const wanted = parseClasses(await readFile(file, 'utf8'), file);
      const { fresh, known } = await matchClasses(calls, datasetId, wanted, signal);
      const count = fresh.classes.length + fresh.classifications.length;
      if (count === 0 && known.length === 0) throw new PlatformError('invalid', text('{0} contains no classes.', file));
      if (count === 0) return undefined;
      return {
        question: {
          message: text(
            'Import {0} classes and {1} classifications?',
            fresh.classes.length,
            fresh.classifications.length,
          ),
          detail:
            known.length === 0
              ? text('None of them is in the dataset yet.')
              : text('In the dataset already and left as they are: {0}.', known.join(', ')),
          button: text('Import'),
          harmless: true,
        },
        run: async (report, running) => {
          const { isDuplicate } = await calls.importJson(
            datasetId,
            'DATASET',
            JSON.stringify(forImport(fresh)),
            running,
          );
          if (isDuplicate)
            throw new PlatformError(
              'conflict',
              text('One of these classes was added in the meantime; nothing was imported.'),
            );
          report(count, count);
          const left = await matchClasses(calls, datasetId, fresh, running);
          const missing = [...left.fresh.classes, ...left.fresh.classifications].map((one) => one.name);
          return missing.length === 0
            ? { message: text('{0} classes and classifications were imported.', count) }
            : { message: text('The server did not take: {0}.', missing.join(', ')) };
        },
      };
    },
  };
}

function exportAction(calls: ClassCalls, client: CeClient): Action {
  return {
    id: 'classes.export',
    title: text('Export classes as JSON'),
    appliesTo: (nodes) => nodes.length === 1 && nodes[0]?.kind === 'classes',
    fields: async (nodes, signal) => {
      const { name } = await client.dataset(firstOf(nodes).datasetId, signal);
      const file = `${name.replace(/[^\p{L}\p{N} ._-]/gu, '_')}-classes.json`;
      return [{ id: 'file', label: text('Classes as JSON'), file: { how: 'save', extensions: ['json'], name: file } }];
    },
    plan: (nodes, values) =>
      Promise.resolve({
        run: async (_report, signal) => {
          const found = await calls.exportJson(firstOf(nodes).datasetId, 'DATASET', signal);
          const file = values['file'] ?? '';
          await writeFile(`${file}.part`, `${JSON.stringify(found, null, 2)}\n`);
          await rename(`${file}.part`, file);
          const { classes, classifications } = found;
          return {
            message: text(
              '{0} classes and {1} classifications were written to {2}.',
              classes.length,
              classifications.length,
              file,
            ),
          };
        },
      }),
  };
}

/** Reads an export of the platform or what looks like one. @throws PlatformError naming the file and the place */
export function parseClasses(content: string, file: string): ClassExportAnswer {
  let value: unknown;
  try {
    value = JSON.parse(content.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new PlatformError(
      'invalid',
      text('{0} is not valid JSON: {1}', file, error instanceof Error ? error.message : ''),
    );
  }
  const parseRef = v.safeParse(classExportAnswer, value);
  if (!parseRef.success) {
    const [issue] = parseRef.issues;
    throw new PlatformError(
      'invalid',
      text('{0} has no classes at "{1}": {2}', file, v.getDotPath(issue) ?? '', issue.message),
    );
  }
  const { classes } = parseRef.output;
  const toolless = classes.find((one) => one.toolType === undefined);
  if (toolless) throw new PlatformError('invalid', text('{0}: the class "{1}" has no toolType.', file, toolless.name));
  if (classes.length > mostClasses || content.length > longestForm)
    throw new PlatformError(
      'limit',
      text('{0} is too large: at most {1} classes and 900 kB at a time.', file, mostClasses),
    );
  return parseRef.output;
}

/**
 * Parts what is new from what the dataset has: classes by name and tool, classifications by name, compared as the server
 * compares them.
 */
async function matchClasses(calls: ClassCalls, datasetId: string, wanted: ClassExportAnswer, signal: AbortSignal) {
  const classKey = (one: { name: string; toolType?: string | undefined }) => `${nameKey(one.name)}|${one.toolType}`;
  const classes = new Set((await calls.classes(datasetId, signal)).map(classKey));
  const others = new Set((await calls.classifications(datasetId, signal)).map((one) => nameKey(one.name)));
  const isNew = (one: { name: string }) => !others.has(nameKey(one.name));
  return {
    fresh: {
      classes: wanted.classes.filter((one) => !classes.has(classKey(one))),
      classifications: wanted.classifications.filter(isNew),
    },
    known: [
      ...wanted.classes.filter((one) => classes.has(classKey(one))),
      ...wanted.classifications.filter((one) => !isNew(one)),
    ].map((one) => one.name),
  };
}

/** The import reads a classification's options at its own level, where the export does not write them (CE-84). */
export function forImport({ classes, classifications }: Pick<ClassExportAnswer, 'classes' | 'classifications'>) {
  return {
    classes: classes.map(({ id: _id, ...one }) => one),
    classifications: classifications.map(({ id: _id, ...one }) => {
      const { options } = (one['attribute'] ?? {}) as { options?: unknown };
      return { ...one, ...(one['options'] === undefined && options !== undefined && { options }) };
    }),
  };
}
