import type { Readable } from 'node:stream';
import { type Connection, optionOf } from '../../model/connection';
import type { Node, Ref, RemoteFile } from '../../model/node';
import type { PagePosition, Query } from '../../model/page';
import type { SessionContext } from '../../net/sessionContext';
import { openLink, restFrom } from '../../net/store/open';
import { KeptFolders } from '../../transfer/download/keptFolders';
import type {
  Action,
  Credentials,
  Deletion,
  Download,
  DownloadPart,
  EditForm,
  Probe,
  ByteRange,
  Relocation,
  Session,
  UndoDeletion,
  Upload,
} from '../../contract';
import { SmhApi } from './api/api';
import { SmhBrowse, facetsOf } from './browse/browse';
import { SmhClient } from './api/client';
import { SmhForms } from './forms';
import { linkOf } from './browse/links';
import { binNode, singleSpace } from './nodes';
import { probeOf } from './probe';
import { RecycleBinDeletion } from './deletion/purge';
import { parseRef, refOfKey } from './refs';
import { SmhRelocation } from './relocate';
import { SmhDeletion } from './deletion/remove';
import { SmhUndo } from './deletion/restore';
import type { SpaceDeps } from './upload/signed';
import { SpaceRemoval } from './deletion/spaces';
import { TaskPoller } from './api/tasks';
import { type SmhLibrary, TokenCache } from './tokens';
import { SmhUpload } from './upload/upload';

/** A connection to one library of Smart Media Hosting. */
export class SmhSession implements Session {
  private readonly library: SmhLibrary;
  private readonly deps: SpaceDeps;
  private readonly browse: SmhBrowse;
  private readonly forms: SmhForms;
  readonly edit: EditForm;
  readonly remove: Deletion;
  readonly undo: UndoDeletion;
  readonly relocate: Relocation;
  readonly upload: Upload;
  readonly download: Download;
  readonly actions: readonly Action[];
  readonly probe: Probe;

  constructor(connection: Connection, credentials: Credentials, context: SessionContext) {
    const space = optionOf(connection, 'spaceId');
    const library = {
      url: connection.url,
      id: optionOf(connection, 'libraryId') ?? '',
      space,
      user: optionOf(connection, 'userId'),
    };
    const client = new SmhClient(new SmhApi(library, new TokenCache(library, credentials, context), context));
    const tasks = new TaskPoller(client, context);
    this.library = library;
    this.deps = { client, context, api: connection.url };
    this.browse = new SmhBrowse(client, space);
    this.forms = new SmhForms(client, space === undefined, this.browse, context.clock);
    this.edit = this.forms.edition;
    const spaces = new SpaceRemoval(client, this.browse);
    this.remove = new SmhDeletion(client, this.browse, tasks, spaces, new RecycleBinDeletion(client, this.browse));
    const restoring = new SmhUndo(client, this.browse, tasks);
    this.undo = restoring;
    this.actions = restoring.actions;
    this.relocate = new SmhRelocation(client, this.browse, tasks);
    this.upload = new SmhUpload(this.deps, this.browse);
    this.download = new KeptFolders({
      nameOf: async (parent) => this.nameOf(parent),
      walk: (parent, query, signal) => this.browse.walk(parent, query, signal),
      part: (file, path) => this.part(file, path),
    });
    this.probe = probeOf(this.deps, space);
  }

  /** No call tells whose token it is; one that lists proves it. */
  async verify(signal: AbortSignal) {
    const { id, space } = this.library;
    if (space === undefined) await this.deps.client.spaces(undefined, 1, signal);
    else await this.deps.client.list(space, [], {}, undefined, signal, 1);
    return { name: space === undefined || space === singleSpace ? id : `${id} / ${space}` };
  }

  children(parent: Ref | undefined, query: Query, at: PagePosition | undefined, signal: AbortSignal) {
    return this.browse.children(parent, query, at, signal);
  }

  fixedChildren(parent: Node | undefined): readonly Node[] {
    return parent?.kind === 'space' ? [binNode(parseRef(parent.ref).space)] : [];
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

  async open(file: RemoteFile, range: ByteRange | undefined, signal: AbortSignal): Promise<Readable> {
    return (await openLink(this.deps.context, await this.link(file, signal), range, signal)).body;
  }

  /** Signed, for about two hours (SMH-24); fresh for every use. No token goes along. */
  async link({ key }: RemoteFile, signal: AbortSignal): Promise<string> {
    const { space, path } = parseRef(refOfKey(key));
    return linkOf(await this.deps.client.info('file', space, path, signal), this.library.url);
  }

  close(): void {
    // Nothing is held open: requests end with their signals.
  }

  private nameOf(parent: Ref | undefined): string {
    const { space, path } = parseRef(parent ?? '');
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
        openLink(this.deps.context, await this.link(file, signal), restFrom(from, version), signal),
    };
  }
}
