import type { SessionContext } from '../../../net/sessionContext';
import { withOrigin } from '../../../net/hosts/urls';
import { chunk } from '../../../model/lists';
import { type CeClient, idsPerQuery } from '../api/client';
import { type DialogueLine, readDialogue } from '../layout';
import { ListedNames } from '../browse/listed';
import { placedFiles } from '../nodes';
import { parseRef } from '../refs';

/** The paths of dialogues that are listed under these names. */
export async function livingTexts(
  client: CeClient,
  context: SessionContext,
  origin: string,
  datasetId: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, readonly DialogueLine[]>> {
  const found = new Map<string, readonly DialogueLine[]>();
  if (names.length === 0) return found;
  const refs = await new ListedNames(client).named(datasetId, names, signal);
  const ids = [...refs.values()].map((ref) => parseRef(ref).id);
  for (const part of chunk(ids, idsPerQuery))
    for (const row of await client.dataByIds(part, signal)) {
      const [placed] = placedFiles(row.content);
      const lines = placed && (await readPath(context, withOrigin(placed.file.url, origin), signal));
      if (lines) found.set(row.name, lines);
    }
  return found;
}

/** The one path that a stored file of a dialogue holds; undefined for anything else. */
export async function readPath(
  context: SessionContext,
  url: string,
  signal: AbortSignal,
): Promise<readonly DialogueLine[] | undefined> {
  const answer = await context.http.stream({ method: 'GET', url }, signal);
  const parts: Buffer[] = [];
  for await (const part of answer.body as AsyncIterable<Buffer>) parts.push(part);
  return answer.status === 200 ? pathOf(Buffer.concat(parts)) : undefined;
}

/** The one path of a dialogue that was written by the server; undefined for anything else. */
export function pathOf(content: Buffer): readonly DialogueLine[] | undefined {
  try {
    const dialogue = readDialogue(JSON.parse(content.toString('utf8')));
    return dialogue?.paths.length === 1 ? dialogue.paths[0] : undefined;
  } catch {
    return undefined;
  }
}
