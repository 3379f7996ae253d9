import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Calls that no scenario holds, each with what is known of it. */
const described: Readonly<Record<string, string>> = {
  '/datasetClassification/update/*': 'CE-86: like that of classes, which is recorded',
  '/datasetClassification/delete/*': 'CE-86: like that of classes, which is recorded',
  '/classification/findByPage': 'CE-85: what replaces findAll, which does not exist',
  '/ontology/findAll': 'CE-87: with `type`, which the scenarios of the ontology center do not use',
};

const root = 'src/core/platforms/basicai-ce';
const captures = 'test/captures/basicai-ce';

/** Every literal path that the client hands to its API, ids and words in it as `*`. */
function clientPaths(): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(root, { recursive: true }).map(String)) {
    if (!name.endsWith('.ts')) continue;
    const source = readFileSync(join(root, name), 'utf8');
    for (const [, path = ''] of source.matchAll(/\.(?:get|post|begin|create|form|bare)\(\s*['"`](\/[^'"`]+)['"`]/g))
      found.set(path.replace(/\$\{[^}]+\}/g, '*'), name);
  }
  return found;
}

function recordedPaths(): Set<string> {
  return new Set(
    readdirSync(captures).flatMap((name) => {
      const { steps } = JSON.parse(readFileSync(join(captures, name), 'utf8'));
      return steps
        .filter(({ response }: any) => response.status !== 404)
        .map(({ request }: any) => String(request.path).replace(/\{\{\w+\}\}|(?<=\/)\d+(?=$|\/)/g, '*'));
    }),
  );
}

describe('calls of the BasicAI CE client', () => {
  const recorded = recordedPaths();
  const isRecorded = (path: string) => {
    const pattern = new RegExp(`^${path.replace(/\*/g, '[^/]+')}$`);
    return [...recorded].some((one) => pattern.test(one));
  };

  it('are found in the source, all of them', () => {
    const paths = clientPaths();
    assert.ok(paths.size > 50, `${paths.size}`);
    for (const known of [
      '/dataset/findByPage',
      '/data/upload',
      '/model/add',
      '/data/flow/*/*',
      '/ontology/exportAsJson',
    ])
      assert.ok(paths.has(known), known);
  });

  for (const [path, file] of clientPaths())
    it(`${path} was answered by the real server, or stands in the list of those that are only described`, () => {
      assert.ok(isRecorded(path) || described[path] !== undefined, `${path} of ${file}`);
    });

  it('leave nothing in that list that was recorded meanwhile or is called no more', () => {
    const paths = clientPaths();
    for (const path of Object.keys(described)) assert.ok(paths.has(path) && !isRecorded(path), path);
  });
});
