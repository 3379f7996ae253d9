import type { Readable } from 'node:stream';
import type { Connection } from '../../model/connection';
import type { Node, Ref, RemoteFile } from '../../model/node';
import type { PagePosition, Query } from '../../model/page';
import { text } from '../../model/text';
import { PlatformError } from '../../net/errors';
import type { SessionContext } from '../../net/sessionContext';
import { createOnce } from '../../net/lostAnswer';
import { openLink } from '../../net/store/open';
import { trustedStoreUrl } from '../../net/store/trust';
import type {
  Action,
  Annotations,
  CreateForm,
  Credentials,
  Deletion,
  Download,
  EditForm,
  Probe,
  ByteRange,
  Session,
  Upload,
} from '../../contract';
import { addActions } from './actions';
import { CloudAnnotations } from './annotations';
import { CloudApi } from './api/api';
import { CloudBrowse, facets, rowsOf } from './browse/browse';
import { CloudClient } from './api/client';
import { CloudDownload } from './download';
import { creationFields, editionFields, takenName } from './forms';
import { datasetNode, placedFiles } from './nodes';
import { probeOf } from './probe';
import { parseRef } from './refs';
import { CloudDeletion } from './remove';
import { CloudUpload } from './upload/upload';

/** For what was created, in ms: it is read even when the person cancelled meanwhile. */
const askTimeoutMs = 60_000;

/** A connection to BasicAI Cloud. What a person waits for and what long jobs ask have places of their own in its limits. */
export class BasicAiCloudSession implements Session {
  private readonly client: CloudClient;
  private readonly browse: CloudBrowse;
  private readonly inBulk: CloudBrowse;
  readonly remove: Deletion;
  readonly upload: Upload;
  readonly annotations: Annotations;
  readonly download: Download;
  readonly actions: readonly Action[];
  readonly probe: Probe;

  constructor(
    private readonly connection: Connection,
    credentials: Credentials,
    private readonly context: SessionContext,
  ) {
    const api = new CloudApi(connection.url, credentials, context);
    this.client = new CloudClient(api);
    const bulk = new CloudClient(api.inBulk());
    this.browse = new CloudBrowse(this.client);
    this.inBulk = new CloudBrowse(bulk);
    this.remove = new CloudDeletion(bulk, this.inBulk, context);
    this.upload = new CloudUpload(bulk, this.inBulk, context, connection.url);
    this.annotations = new CloudAnnotations(this.client);
    this.download = new CloudDownload(bulk, this.inBulk, context, connection.url);
    this.actions = addActions(this.client, context.clock);
    this.probe = probeOf(this.client);
  }

  /** No call tells whose key it is; one that is refused tells that it is none. */
  async verify(signal: AbortSignal) {
    await this.client.datasets(1, {}, signal, 1);
    return { name: this.connection.name };
  }

  children(parent: Ref | undefined, query: Query, at: PagePosition | undefined, signal: AbortSignal) {
    return this.browse.children(parent, query, at, signal);
  }

  get(refs: readonly Ref[], signal: AbortSignal) {
    return this.browse.get(refs, signal);
  }

  walk(parent: Ref, _query: Query, signal: AbortSignal) {
    return this.inBulk.walk(parent, signal);
  }

  facets() {
    return facets;
  }

  async open(file: RemoteFile, range: ByteRange | undefined, signal: AbortSignal): Promise<Readable> {
    return (await openLink(this.context, await this.link(file, signal), range, signal)).body;
  }

  /** A signed link, fresh for every use (CLOUD-16). It needs no key and none is sent. */
  async link(file: RemoteFile, signal: AbortSignal): Promise<string> {
    const at = file.key.indexOf('#');
    const named = parseRef(file.key.slice(at + 1));
    const row = (await rowsOf(this.client, named, [named.id], signal)).get(named.id);
    const url = row && placedFiles(row)[Number(file.key.slice(0, at))]?.file.url;
    if (url == null) throw new PlatformError('not-found', text('{0} is no longer on the server.', file.name));
    return trustedStoreUrl(url, this.connection.url);
  }

  async locate(words: string, signal: AbortSignal): Promise<Node[]> {
    const id = /^\s*(\d+)\s*$/.exec(words)?.[1];
    return id === undefined ? [] : (await this.client.datasetsOf([id], signal)).map(datasetNode);
  }

  create(parent: Node | undefined): CreateForm | undefined {
    if (parent !== undefined) return undefined;
    return {
      title: text('Create dataset'),
      makes: 'dataset',
      fields: creationFields,
      forUpload: { type: 'IMAGE' },
      check: async (values, signal) => this.nameProblem((values['name'] ?? '').trim(), signal),
      run: async (values, signal) => {
        const description = (values['description'] ?? '').trim();
        const body = {
          name: (values['name'] ?? '').trim(),
          type: values['type'] ?? 'IMAGE',
          ...(description !== '' && { description }),
        };
        // Names are given once, so what has the name after a lost answer is what was created.
        const id = await createOnce(
          this.context.clock,
          () => this.client.createDataset(body, signal),
          (asking) => this.browse.datasetId(body.name, asking),
        );
        return datasetNode(await this.client.dataset(id, AbortSignal.timeout(askTimeoutMs)));
      },
    };
  }

  /** Only what was changed is sent: `update` leaves the rest as it is. */
  readonly edit: EditForm = {
    fields: editionFields,
    check: async (node, values, signal) => {
      const name = (values['name'] ?? '').trim();
      return name.toLowerCase() === node.name.toLowerCase() ? undefined : this.nameProblem(name, signal);
    },
    run: async (node, values, signal) => {
      const [before] = await this.client.datasetsOf([node.id], signal);
      const name = (values['name'] ?? '').trim();
      const description = values['description'] ?? '';
      const body = {
        ...(name !== before?.name && { name }),
        ...(description !== (before?.description ?? '') && { description }),
      };
      if (Object.keys(body).length > 0) await this.client.updateDataset(node.id, body, signal);
    },
  };

  close(): void {
    // Nothing is held open: requests end with their signals.
  }

  private async nameProblem(name: string, signal: AbortSignal) {
    return (await this.browse.isTaken(name, signal)) ? { field: 'name', message: takenName } : undefined;
  }
}
