import type { Field, Values } from '../../model/form';
import type { Node } from '../../model/node';
import { text } from '../../model/text';
import type { Clock } from '../../net/clock';
import { PlatformError } from '../../net/errors';
import { createOnce } from '../../net/lostAnswer';
import type { CreateForm, EditForm } from '../../contract';
import type { EoBrowse } from './browse/browse';
import type { EoClient } from './api/client';
import { nameProblem } from './names';
import { folderNode } from './nodes';
import { parseRef, rootRef } from './refs';
import { FolderTree } from './browse/tree';

const nameField: Field = { id: 'name', label: text('Name'), check: (value) => nameProblem(value.trim()) };
const taken = text('An item with this name already exists there.');

/** Makes folders, and renames what there is. */
export class EoForms {
  constructor(
    private readonly client: EoClient,
    private readonly browse: EoBrowse,
    private readonly userid: string | undefined,
    private readonly clock: Clock,
  ) {}

  /** @param parent undefined for the root */
  creation(parent: Node | undefined): CreateForm | undefined {
    if (parent && !parent.capabilities.has('create')) return undefined;
    const { id } = parseRef(parent?.ref ?? rootRef);
    return {
      title: text('Create folder'),
      makes: 'folder',
      fields: [nameField],
      check: async (values, signal) => {
        const tree = await FolderTree.read(this.client, signal);
        return tree.find(id, nameOf(values)) ? { field: 'name', message: taken } : undefined;
      },
      run: async (values, signal) => {
        const fileName = nameOf(values);
        const find = async (asking: AbortSignal) => (await FolderTree.read(this.client, asking)).find(id, fileName)?.id;
        const add = () => this.client.addFolder(this.userid, fileName, id, signal);
        const made = await createOnce(this.clock, add, find);
        return folderNode(made, fileName, id);
      },
    };
  }

  readonly edition: EditForm = {
    fields: (node) => [{ ...nameField, initial: node.name }],
    check: async (node, values, signal) => {
      const name = nameOf(values);
      if (name === node.name) return undefined;
      return (await this.isTaken(node, name, signal)) ? { field: 'name', message: taken } : undefined;
    },
    run: async (node, values, signal) => {
      const name = nameOf(values);
      if (name === node.name) return;
      if (!(await this.client.edit(node.id, { name }, signal)))
        throw new PlatformError('conflict', text('The server did not rename "{0}" and gave no reason.', node.name));
    },
  };

  private async isTaken(node: Node, name: string, signal: AbortSignal): Promise<boolean> {
    for await (const part of this.browse.walk(node.parent ?? rootRef, {}, signal))
      if (part.some((one) => one.name === name && one.ref !== node.ref)) return true;
    return false;
  }
}

function nameOf(values: Values): string {
  return (values['name'] ?? '').trim();
}
