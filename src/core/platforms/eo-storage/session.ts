import type { Readable } from 'node:stream';
import { type Connection, optionOf } from '../../model/connection';
import type { Node, Ref, RemoteFile } from '../../model/node';
import type { PagePosition, Query } from '../../model/page';
import type { SessionContext } from '../../net/sessionContext';
import { openLink, restFrom } from '../../net/store/open';
import { KeptFolders } from '../../transfer/download/keptFolders';
import type {
  Credentials,
  Deletion,
  Download,
  DownloadPart,
  EditForm,
  Probe,
  ByteRange,
  Relocation,
  Session,
  Upload,
} from '../../contract';
import { EoApi } from './api/api';
import { EoBrowse, facets } from './browse/browse';
import { EoClient } from './api/client';
import { UploadFolders } from './upload/folders';
import { EoForms } from './forms';
import { EoLinks } from './browse/links';
import { rootNode } from './nodes';
import { probeOf } from './probe';
import { parseRef, rootRef } from './refs';
import { EoRelocation } from './relocate';
import { EoDeletion } from './remove';
import { EoUpload } from './upload/upload';

/** A connection to the store of an EO Platform. */
export class EoStorageSession implements Session {
  private readonly client: EoClient;
  private readonly browse: EoBrowse;
  private readonly links: EoLinks;
  private readonly forms: EoForms;
  readonly root: Node;
  readonly edit: EditForm;
  readonly remove: Deletion;
  readonly relocate: Relocation;
  readonly upload: Upload;
  readonly download: Download;
  readonly probe: Probe;

  constructor(
    private readonly connection: Connection,
    credentials: Credentials,
    private readonly context: SessionContext,
  ) {
    const { name, url } = connection;
    const userid = optionOf(connection, 'userid');
    this.client = new EoClient(new EoApi(url, credentials, context));
    this.browse = new EoBrowse(this.client, name);
    this.links = new EoLinks(this.client, url);
    this.forms = new EoForms(this.client, this.browse, userid, context.clock);
    this.root = rootNode(name);
    this.edit = this.forms.edition;
    this.remove = new EoDeletion(this.client, this.browse);
    this.relocate = new EoRelocation(this.client, this.browse);
    const folders = new UploadFolders(this.client, userid);
    this.upload = new EoUpload({ client: this.client, context, api: url }, this.browse, folders);
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

  children(parent: Ref | undefined, query: Query, at: PagePosition | undefined, signal: AbortSignal) {
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

  async open(file: RemoteFile, range: ByteRange | undefined, signal: AbortSignal): Promise<Readable> {
    return (await openLink(this.context, await this.link(file, signal), range, signal)).body;
  }

  /** Fresh for every use. No key goes along. */
  link({ key, name }: RemoteFile, signal: AbortSignal): Promise<string> {
    return this.links.of(parseRef(key.split('#', 1)[0] ?? '').id, name, signal);
  }

  close(): void {
    // Nothing is held open: requests end with their signals.
  }

  private async nameOf(parent: Ref, signal: AbortSignal): Promise<string> {
    return (await this.browse.get([parent], signal)).get(parent)?.name ?? parseRef(parent).id;
  }

  private part({ ref, id, name, files = [] }: Node, path: string): DownloadPart {
    const [file = { role: 'other', name, key: ref } as const] = files;
    return {
      path,
      item: { ref, id, name },
      key: file.key,
      ...(file.size !== undefined && { size: file.size }),
      open: async (from, signal, version) =>
        openLink(this.context, await this.link(file, signal), restFrom(from, version), signal),
    };
  }
}
