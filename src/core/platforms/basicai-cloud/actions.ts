import type { Node, Ref } from '../../model/node';
import { text } from '../../model/text';
import type { Clock } from '../../net/clock';
import { createOnce } from '../../net/lostAnswer';
import type { Action, ActionResult } from '../../contract';
import type { CloudClient } from './api/client';
import { nameField } from './forms';
import { namesIn } from './browse/listed';
import { childPlace, parentIdOf, parseRef } from './refs';

/** What can be added to a dataset or a batch: empty batches and scenes, to be filled by uploads (CLOUD-15). */
export function addActions(client: CloudClient, clock: Clock): Action[] {
  const add = (
    id: string,
    title: Action['title'],
    kinds: readonly string[],
    run: (node: Node, name: string, signal: AbortSignal) => Promise<unknown>,
    message: NonNullable<ActionResult['message']>,
  ): Action => ({
    id,
    title,
    capability: 'add',
    appliesTo: (nodes) => nodes.length === 1 && nodes.every(({ kind }) => kinds.includes(kind)),
    fields: () => Promise.resolve([nameField]),
    plan: async ([node], values) =>
      node && {
        run: async (_report, signal) => {
          const name = (values['name'] ?? '').trim();
          const place = childPlace(parseRef(node.ref));
          const find = async (asking: AbortSignal) => (await namesIn(client, place, [name], asking)).get(name);
          const before = await find(signal);
          const fresh = (ref: Ref | undefined) => (ref === before ? undefined : ref);
          await createOnce<unknown>(
            clock,
            () => run(node, name, signal),
            async (asking) => fresh(await find(asking)),
          );
          return { message };
        },
      },
  });
  return [
    add(
      'add-batch',
      text('New batch'),
      ['dataset'],
      (node, name, signal) => client.addBatch(node.id, { name }, signal),
      text('The batch was added.'),
    ),
    add(
      'add-scene',
      text('New scene'),
      ['dataset', 'batch'],
      (node, name, signal) => {
        const place = childPlace(parseRef(node.ref));
        const parentId = parentIdOf(place);
        return client.addScene(place.datasetId, { name, ...(parentId !== undefined && { parentId }) }, signal);
      },
      text('The scene was added.'),
    ),
  ];
}
