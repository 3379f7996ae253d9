import type { Field, Values } from '../../model/form';
import type { Node, Ref } from '../../model/node';
import { text, type Text } from '../../model/text';
import type { Clock } from '../../net/clock';
import { isPlatformError, PlatformError } from '../../net/errors';
import { createOnce, mayHaveHappened } from '../../net/lostAnswer';
import type { CreateForm, EditForm } from '../../contract';
import type { SmhBrowse } from './browse/browse';
import type { SmhClient, EntryKind } from './api/client';
import { isAbsent } from './api/failures';
import { nameProblem } from './names';
import { folderNode, spaceNode } from './nodes';
import { parseRef } from './refs';

const nameField: Field = { id: 'name', label: text('Name'), check: (value) => nameProblem(value.trim()) };
const tagField: Field = {
  id: 'tag',
  label: text('Tag of the space'),
  hint: text('A space has no name; the server assigns its ID.'),
  optional: true,
};
const taken = text('An item with this name already exists there.');

/** Makes folders below spaces and folders, and renames what is in them. */
export class SmhForms {
  /** @param many whether the library has more than the one space of the connection */
  constructor(
    private readonly client: SmhClient,
    private readonly many: boolean,
    private readonly browse: SmhBrowse,
    private readonly clock: Clock,
  ) {}

  creation(parent: Node | undefined): CreateForm | undefined {
    if (parent === undefined) return this.many ? this.spaceCreation : undefined;
    if (!parent.capabilities.has('create')) return undefined;
    const { space, path } = parseRef(parent.ref);
    return {
      title: text('Create folder'),
      makes: 'folder',
      fields: [nameField],
      check: (values, signal) => this.problem(space, [...path, nameOf(values)], signal),
      run: async (values, signal) => {
        const own = [...path, nameOf(values)];
        await createOnce(
          this.clock,
          () => this.client.makeDirectory(space, own, signal).then(() => true),
          async (asking) => (await this.isThere('directory', space, own, asking)) || undefined,
          isUnsure,
        );
        return folderNode(space, own, {});
      },
    };
  }

  private readonly spaceCreation: CreateForm = {
    title: text('Create space'),
    makes: 'space',
    fields: [tagField],
    check: () => Promise.resolve(undefined),
    run: async (values, signal) => {
      const spaceTag = (values['tag'] ?? '').trim();
      const before = await this.spaces(signal).catch(() => undefined);
      return createOnce(
        this.clock,
        async () => spaceNode(await this.client.createSpace(spaceTag === '' ? {} : { spaceTag }, signal)),
        async (asking) => {
          // Spaces have no name: only one that nobody else can have made is taken for this one.
          const [created, ...others] = [...(await this.spaces(asking)).values()].filter(
            ({ ref }) => before?.has(ref) === false,
          );
          return others.length === 0 ? created : undefined;
        },
      );
    },
  };

  readonly edition: EditForm = {
    fields: (node) => [{ ...nameField, initial: node.name }],
    check: async (node, values, signal) => {
      const { space, path } = parseRef(node.ref);
      const name = nameOf(values);
      return name === node.name ? undefined : this.problem(space, [...path.slice(0, -1), name], signal);
    },
    run: async (node, values, signal) => {
      const { kind, space, path } = parseRef(node.ref);
      const to = [...path.slice(0, -1), nameOf(values)];
      if (nameOf(values) === node.name) return;
      if (kind !== 'dir' && kind !== 'file') throw new PlatformError('invalid', text('It cannot be renamed.'));
      const one = { kind: kindOf(kind), space, path, to, strategy: 'ask' } as const;
      await this.client.relocate('from', one, signal);
    },
  };

  private async spaces(signal: AbortSignal): Promise<Map<Ref, Node>> {
    return new Map((await this.browse.spaceNodes(signal)).map((node) => [node.ref, node]));
  }

  private async problem(
    space: string,
    path: readonly string[],
    signal: AbortSignal,
  ): Promise<{ field: string; message: Text } | undefined> {
    const found = await Promise.all(
      (['file', 'directory'] as const).map((kind) => this.isThere(kind, space, path, signal)),
    );
    return found.some((there) => there) ? { field: 'name', message: taken } : undefined;
  }

  private async isThere(
    kind: EntryKind,
    space: string,
    path: readonly string[],
    signal: AbortSignal,
  ): Promise<boolean> {
    try {
      await this.client.info(kind, space, path, signal);
      return true;
    } catch (error) {
      if (isAbsent(error)) return false;
      throw error;
    }
  }
}

/** Making a folder is repeated by itself: a second attempt is refused for what the first one made. */
function isUnsure(error: unknown): boolean {
  return mayHaveHappened(error) || (isPlatformError(error) && error.kind === 'conflict');
}

function nameOf(values: Values): string {
  return (values['name'] ?? '').trim();
}

function kindOf(kind: 'dir' | 'file'): EntryKind {
  return kind === 'dir' ? 'directory' : 'file';
}
