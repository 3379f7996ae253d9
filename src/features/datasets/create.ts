import { lookUp } from '../../core/model/lookUp';
import type { Connection } from '../../core/model/connection';
import type { Field, Values } from '../../core/model/form';
import type { Node } from '../../core/model/node';
import { text } from '../../core/model/text';
import { Cancelled, PlatformError } from '../../core/net/errors';
import { say, t } from '../../editor/l10n';
import { askForm } from '../../editor/prompts';
import { withView } from '../../editor/progress';
import type { Services } from '../../editor/services';

/** Where something is made: below a node, or below the connection. */
export interface Place {
  readonly connection: Connection;
  readonly parent: Node | undefined;
}

/** Asks for what a new dataset or folder needs, and makes it. One that is `for` an upload is not asked what it holds. */
export async function create(
  { connection, parent }: Place,
  services: Services,
  purpose: 'any' | 'upload',
): Promise<Node> {
  const { sessions, explorer } = services;
  const creation = sessions.open(connection).create?.(parent);
  if (creation === undefined)
    throw new PlatformError('invalid', text('Nothing can be made below "{0}".', parent?.name ?? connection.name));
  const fixed = purpose === 'upload' ? (creation.forUpload ?? {}) : {};
  const fields = creation.fields.filter((field) => lookUp(fixed, field.id) === undefined);
  const confirm = async (field: Field, values: Values) => {
    const wrong = await creation.check(values, AbortSignal.timeout(30_000));
    return wrong?.field === field.id ? say(wrong.said) : undefined;
  };
  const title = `${say(creation.title)} · ${parent?.name ?? connection.name}`;
  const values = await askForm(title, fields, fixed, (field, all) =>
    field.id === 'name' ? confirm(field, all) : Promise.resolve(undefined),
  );
  const node = await withView((signal) => creation.run(values, signal));
  explorer.refresh({ connection, parent: parent?.ref });
  return node;
}

/** Asks for the new values of a node and saves them. */
export async function editNode(connection: Connection, node: Node, services: Services): Promise<void> {
  const { sessions, explorer } = services;
  const session = sessions.open(connection);
  const edition = session.edit;
  if (edition === undefined) throw new Cancelled();
  const fresh = (await withView((signal) => session.get([node.ref], signal))).get(node.ref) ?? node;
  const confirm = async (field: Field, values: Values) => {
    const wrong = await edition.check(fresh, values, AbortSignal.timeout(30_000));
    return wrong?.field === field.id ? say(wrong.said) : undefined;
  };
  const values = await askForm(t('Edit "{0}"', fresh.name), edition.fields(fresh), {}, confirm);
  await withView((signal) => edition.run(fresh, values, signal));
  explorer.refresh({ connection, parent: fresh.parent });
}
