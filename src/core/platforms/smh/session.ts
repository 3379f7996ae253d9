import type { Readable } from 'node:stream';
import { type Connection, optionOf } from '../../model/connection';
import type { Node, Ref, RemoteFile } from '../../model/node';
import type { At, Query } from '../../model/page';
import type { Kit } from '../../net/kit';
import { openLink, restFrom } from '../../net/store/open';
import { KeptFolders } from '../../transfer/download/keptFolders';
import type {
  Action,
  Credentials,
  Deletion,
  Download,
  DownloadPart,
  Edition,
  Probe,
  Range,
  Relocation,
  Session,
  Undoing,
  Upload,
} from '../platform';
import { Api } from './api';
import { Browse, facetsOf } from './browse';
import { Client } from './client';
import { Forms } from './forms';
import { linkOf } from './links';
import { binNode, singleSpace } from './nodes';
import { probeOf } from './probe';
import { Purging } from './purge';
import { read, refOfKey } from './refs';
import { Relocating } from './relocate';
import { Removal } from './remove';
import { Restoring } from './restore';
import type { Means } from './signed';
import { SpaceRemoval } from './spaces';
import { Tasks } from './tasks';
import { type Library, Tokens } from './tokens';
import { Uploading } from './upload';

/** A connection to one library of Smart Media Hosting. */
export class SmhSession implements Session {
  private readonly library: Library;
  private readonly means: Means;
  private readonly browse: Browse;
  private readonly forms: Forms;
  readonly edit: Edition;
  readonly remove: Deletion;
  readonly undo: Undoing;
  readonly relocate: Relocation;
  readonly upload: Upload;
  readonly download: Download;
  readonly actions: readonly Action[];
  readonly probe: Probe;

  constructor(connection: Connection, credentials: Credentials, kit: Kit) {
    const space = optionOf(connection, 'spaceId');
    const library = {
      url: connection.url,
      id: optionOf(connection, 'libraryId') ?? '',
      space,
      user: optionOf(connection, 'userId'),
    };
    const client = new Client(new Api(library, new Tokens(library, credentials, kit), kit));
    const tasks = new Tasks(client, kit);
    this.library = library;
    this.means = { client, kit, api: connection.url };
    this.browse = new Browse(client, space);
    this.forms = new Forms(client, space === undefined, this.browse, kit.clock);
    this.edit = this.forms.edition;
    const spaces = new SpaceRemoval(client, this.browse);
    this.remove = new Removal(client, this.browse, tasks, spaces, new Purging(client, this.browse));
    const restoring = new Restoring(client, this.browse, tasks);
    this.undo = restoring;
    this.actions = restoring.actions;
    this.relocate = new Relocating(client, this.browse, tasks);
    this.upload = new Uploading(this.means, this.browse);
    this.download = new KeptFolders({
      nameOf: async (parent) => this.nameOf(parent),
      walk: (parent, query, signal) => this.browse.walk(parent, query, signal),
      part: (file, path) => this.part(file, path),
    });
    this.probe = probeOf(this.means, space);
  }

  /** No call tells whose token it is; one that lists proves it. */
  async verify(signal: AbortSignal) {
    const { id, space } = this.library;
    if (space === undefined) await this.means.client.spaces(undefined, 1, signal);
    else await this.means.client.list(space, [], {}, undefined, signal, 1);
    return { name: space === undefined || space === singleSpace ? id : `${id} / ${space}` };
  }

  children(parent: Ref | undefined, query: Query, at: At | undefined, signal: AbortSignal) {
    return this.browse.children(parent, query, at, signal);
  }

  pinned(parent: Node | undefined): readonly Node[] {
    return parent?.kind === 'space' ? [binNode(read(parent.ref).space)] : [];
  }

  get(refs: readonly Ref[], signal: AbortSignal) {
    return this.browse.get(refs, signal);
  }

  walk(parent: Ref, query: Query, signal: AbortSignal) {
    return this.browse.walk(parent, query, signal);
  }

  facets(parent: Node | undefined) {
    return facetsOf(parent);
  }

  create(parent: Node | undefined) {
    return this.forms.creation(parent);
  }

  async open(file: RemoteFile, range: Range | undefined, signal: AbortSignal): Promise<Readable> {
    return (await openLink(this.means.kit, await this.link(file, signal), range, signal)).body;
  }

  /** Signed, for about two hours (section 7.1); fresh for every use. No token goes along. */
  async link({ key }: RemoteFile, signal: AbortSignal): Promise<string> {
    const { space, path } = read(refOfKey(key));
    return linkOf(await this.means.client.info('file', space, path, signal), this.library.url);
  }

  close(): void {
    // Nothing is held open: requests end with their signals.
  }

  private nameOf(parent: Ref | undefined): string {
    const { space, path } = read(parent ?? '');
    return path.at(-1) ?? (space === singleSpace ? this.library.id : space);
  }

  private part({ ref, id, name, files = [] }: Node, path: string): DownloadPart {
    const [file = { role: 'other', name, key: ref } as const] = files;
    return {
      path,
      item: { ref, id, name },
      key: file.key,
      ...(file.size !== undefined && { size: file.size }),
      open: async (from, signal, version) =>
        openLink(this.means.kit, await this.link(file, signal), restFrom(from, version), signal),
    };
  }
}
