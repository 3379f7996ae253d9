import type { Readable } from 'node:stream';
import { type Connection, optionOf } from '../../model/connection';
import type { Node, Ref, RemoteFile } from '../../model/node';
import type { At, Query } from '../../model/page';
import type { Kit } from '../../net/kit';
import { openLink, restFrom } from '../../net/store/open';
import { KeptFolders } from '../../transfer/download/keptFolders';
import type {
  Credentials,
  Deletion,
  Download,
  DownloadPart,
  Edition,
  Probe,
  Range,
  Relocation,
  Session,
  Upload,
} from '../platform';
import { Api } from './api';
import { Browse, facets } from './browse';
import { Client } from './client';
import { Folders } from './folders';
import { Forms } from './forms';
import { Links } from './links';
import { rootNode } from './nodes';
import { probeOf } from './probe';
import { read, rootRef } from './refs';
import { Relocating } from './relocate';
import { Removal } from './remove';
import { Uploading } from './upload';

/** A connection to the store of an EO Platform. */
export class EoStorageSession implements Session {
  private readonly client: Client;
  private readonly browse: Browse;
  private readonly links: Links;
  private readonly forms: Forms;
  readonly root: Node;
  readonly edit: Edition;
  readonly remove: Deletion;
  readonly relocate: Relocation;
  readonly upload: Upload;
  readonly download: Download;
  readonly probe: Probe;

  constructor(
    private readonly connection: Connection,
    credentials: Credentials,
    private readonly kit: Kit,
  ) {
    const { name, url } = connection;
    const userid = optionOf(connection, 'userid');
    this.client = new Client(new Api(url, credentials, kit));
    this.browse = new Browse(this.client, name);
    this.links = new Links(this.client, url);
    this.forms = new Forms(this.client, this.browse, userid, kit.clock);
    this.root = rootNode(name);
    this.edit = this.forms.edition;
    this.remove = new Removal(this.client, this.browse);
    this.relocate = new Relocating(this.client, this.browse);
    const folders = new Folders(this.client, userid);
    this.upload = new Uploading({ client: this.client, kit, api: url }, this.browse, folders);
    this.download = new KeptFolders({
      top: rootRef,
      nameOf: (parent, signal) => this.nameOf(parent ?? rootRef, signal),
      walk: (parent, query, signal) => this.browse.walk(parent, query, signal),
      part: (file, path) => this.part(file, path),
    });
    this.probe = probeOf(this.client);
  }

  /** No call tells whose key it is; one that lists proves it. */
  async verify(signal: AbortSignal) {
    await this.client.tree(signal);
    return { name: this.connection.name };
  }

  children(parent: Ref | undefined, query: Query, at: At | undefined, signal: AbortSignal) {
    return this.browse.children(parent, query, at, signal);
  }

  get(refs: readonly Ref[], signal: AbortSignal) {
    return this.browse.get(refs, signal);
  }

  walk(parent: Ref, query: Query, signal: AbortSignal) {
    return this.browse.walk(parent, query, signal);
  }

  facets() {
    return facets;
  }

  create(parent: Node | undefined) {
    return this.forms.creation(parent);
  }

  async open(file: RemoteFile, range: Range | undefined, signal: AbortSignal): Promise<Readable> {
    return (await openLink(this.kit, await this.link(file, signal), range, signal)).body;
  }

  /** Fresh for every use. No key goes along. */
  link({ key, name }: RemoteFile, signal: AbortSignal): Promise<string> {
    return this.links.of(read(key.split('#', 1)[0] ?? '').id, name, signal);
  }

  close(): void {
    // Nothing is held open: requests end with their signals.
  }

  private async nameOf(parent: Ref, signal: AbortSignal): Promise<string> {
    return (await this.browse.get([parent], signal)).get(parent)?.name ?? read(parent).id;
  }

  private part({ ref, id, name, files = [] }: Node, path: string): DownloadPart {
    const [file = { role: 'other', name, key: ref } as const] = files;
    return {
      path,
      item: { ref, id, name },
      key: file.key,
      ...(file.size !== undefined && { size: file.size }),
      open: async (from, signal, version) =>
        openLink(this.kit, await this.link(file, signal), restFrom(from, version), signal),
    };
  }
}
