import { lookUp } from '../../core/model/lookUp';
import type { Connection } from '../../core/model/connection';
import type { Field, Values } from '../../core/model/form';
import type { Node } from '../../core/model/node';
import { text } from '../../core/model/text';
import { Cancelled, PlatformError } from '../../core/net/errors';
import { localize, t } from '../../editor/text/l10n';
import { askForm } from '../../editor/api/prompts';
import { withTreeProgress } from '../../editor/api/progress';
import type { Services } from '../../editor/services';

/** Where something is made: below a node, or below the connection. */
export interface CreatePlace {
  readonly connection: Connection;
  readonly parent: Node | undefined;
}

/** Asks for what a new dataset or folder needs, and makes it. One that is `for` an upload is not asked what it holds. */
export async function createContainer(
  { connection, parent }: CreatePlace,
  services: Services,
  purpose: 'any' | 'upload',
): Promise<Node> {
  const { sessions, datasetTree } = services;
  const creation = sessions.open(connection).create?.(parent);
  if (creation === undefined)
    throw new PlatformError('invalid', text('Nothing can be created in "{0}".', parent?.name ?? connection.name));
  const fixed = purpose === 'upload' ? (creation.forUpload ?? {}) : {};
  const fields = creation.fields.filter((field) => lookUp(fixed, field.id) === undefined);
  const confirm = async (field: Field, values: Values) => {
    const wrong = await creation.check(values, AbortSignal.timeout(30_000));
    return wrong?.field === field.id ? localize(wrong.message) : undefined;
  };
  const title = `${localize(creation.title)} · ${parent?.name ?? connection.name}`;
  const values = await askForm(title, fields, fixed, (field, all) =>
    field.id === 'name' ? confirm(field, all) : Promise.resolve(undefined),
  );
  const node = await withTreeProgress((signal) => creation.run(values, signal));
  datasetTree.refresh({ connection, parent: parent?.ref });
  return node;
}

/** Asks for the new values of a node and saves them. */
export async function editNode(connection: Connection, node: Node, services: Services): Promise<void> {
  const { sessions, datasetTree } = services;
  const session = sessions.open(connection);
  const edition = session.edit;
  if (edition === undefined) throw new Cancelled();
  const fresh = (await withTreeProgress((signal) => session.get([node.ref], signal))).get(node.ref) ?? node;
  const confirm = async (field: Field, values: Values) => {
    const wrong = await edition.check(fresh, values, AbortSignal.timeout(30_000));
    return wrong?.field === field.id ? localize(wrong.message) : undefined;
  };
  const values = await askForm(t('Edit "{0}"', fresh.name), edition.fields(fresh), {}, confirm);
  await withTreeProgress((signal) => edition.run(fresh, values, signal));
  datasetTree.refresh({ connection, parent: fresh.parent });
}
