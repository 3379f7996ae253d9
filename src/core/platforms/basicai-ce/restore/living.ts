import type { Kit } from '../../../net/kit';
import { withOrigin } from '../../../net/urls';
import { chunks } from '../../../model/lists';
import { type Client, idsPerQuery } from '../client';
import { type Line, readDialogue } from '../layout';
import { Listed } from '../listed';
import { placedFiles } from '../nodes';
import { read } from '../refs';

/** The paths of dialogues that are listed under these names. */
export async function livingTexts(
  client: Client,
  kit: Kit,
  origin: string,
  datasetId: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, readonly Line[]>> {
  const found = new Map<string, readonly Line[]>();
  if (names.length === 0) return found;
  const refs = await new Listed(client).named(datasetId, names, signal);
  const ids = [...refs.values()].map((ref) => read(ref).id);
  for (const part of chunks(ids, idsPerQuery))
    for (const row of await client.dataByIds(part, signal)) {
      const [placed] = placedFiles(row.content);
      const lines = placed && (await readPath(kit, withOrigin(placed.file.url, origin), signal));
      if (lines) found.set(row.name, lines);
    }
  return found;
}

/** The one path that a stored file of a dialogue holds; undefined for anything else. */
export async function readPath(kit: Kit, url: string, signal: AbortSignal): Promise<readonly Line[] | undefined> {
  const answer = await kit.http.stream({ method: 'GET', url }, signal);
  const parts: Buffer[] = [];
  for await (const part of answer.body as AsyncIterable<Buffer>) parts.push(part);
  return answer.status === 200 ? pathOf(Buffer.concat(parts)) : undefined;
}

/** The one path of a dialogue that was written by the server; undefined for anything else. */
export function pathOf(content: Buffer): readonly Line[] | undefined {
  try {
    const dialogue = readDialogue(JSON.parse(content.toString('utf8')));
    return dialogue?.paths.length === 1 ? dialogue.paths[0] : undefined;
  } catch {
    return undefined;
  }
}
