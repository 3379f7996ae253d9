import type { Readable } from 'node:stream';
import type { Connection } from '../../model/connection';
import type { Node, Ref, RemoteFile } from '../../model/node';
import type { At, Query } from '../../model/page';
import { text } from '../../model/text';
import { PlatformError } from '../../net/errors';
import type { Kit } from '../../net/kit';
import { createOnce } from '../../net/lostAnswer';
import { openLink } from '../../net/store/open';
import { trusted } from '../../net/store/trust';
import type {
  Action,
  Annotations,
  Creation,
  Credentials,
  Deletion,
  Download,
  Edition,
  Probe,
  Range,
  Session,
  Upload,
} from '../platform';
import { addActions } from './actions';
import { ReadingAnnotations } from './annotations';
import { Api } from './api';
import { Browse, facets, rowsOf } from './browse';
import { Client } from './client';
import { Downloading } from './download';
import { creationFields, editionFields, takenName } from './forms';
import { datasetNode, placedFiles } from './nodes';
import { probeOf } from './probe';
import { read } from './refs';
import { Removal } from './remove';
import { Uploading } from './upload';

/** For what was created, in ms: it is read even when the person cancelled meanwhile. */
const longestAsk = 60_000;

/** A connection to BasicAI Cloud. What a person waits for and what long jobs ask have places of their own in its limits. */
export class BasicAiCloudSession implements Session {
  private readonly client: Client;
  private readonly browse: Browse;
  private readonly inBulk: Browse;
  readonly remove: Deletion;
  readonly upload: Upload;
  readonly annotations: Annotations;
  readonly download: Download;
  readonly actions: readonly Action[];
  readonly probe: Probe;

  constructor(
    private readonly connection: Connection,
    credentials: Credentials,
    private readonly kit: Kit,
  ) {
    const api = new Api(connection.url, credentials, kit);
    this.client = new Client(api);
    const bulk = new Client(api.inBulk());
    this.browse = new Browse(this.client);
    this.inBulk = new Browse(bulk);
    this.remove = new Removal(bulk, this.inBulk, kit);
    this.upload = new Uploading(bulk, this.inBulk, kit, connection.url);
    this.annotations = new ReadingAnnotations(this.client);
    this.download = new Downloading(bulk, this.inBulk, kit, connection.url);
    this.actions = addActions(this.client, kit.clock);
    this.probe = probeOf(this.client);
  }

  /** No call tells whose key it is; one that is refused tells that it is none. */
  async verify(signal: AbortSignal) {
    await this.client.datasets(1, {}, signal, 1);
    return { name: this.connection.name };
  }

  children(parent: Ref | undefined, query: Query, at: At | undefined, signal: AbortSignal) {
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

  async open(file: RemoteFile, range: Range | undefined, signal: AbortSignal): Promise<Readable> {
    return (await openLink(this.kit, await this.link(file, signal), range, signal)).body;
  }

  /** A signed link, fresh for every use (section 3.3). It needs no key and none is sent. */
  async link(file: RemoteFile, signal: AbortSignal): Promise<string> {
    const at = file.key.indexOf('#');
    const named = read(file.key.slice(at + 1));
    const row = (await rowsOf(this.client, named, [named.id], signal)).get(named.id);
    const url = row && placedFiles(row)[Number(file.key.slice(0, at))]?.file.url;
    if (url == null) throw new PlatformError('not-found', text('{0} is no longer on the server.', file.name));
    return trusted(url, this.connection.url);
  }

  async locate(words: string, signal: AbortSignal): Promise<Node[]> {
    const id = /^\s*(\d+)\s*$/.exec(words)?.[1];
    return id === undefined ? [] : (await this.client.datasetsOf([id], signal)).map(datasetNode);
  }

  create(parent: Node | undefined): Creation | undefined {
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
          this.kit.clock,
          () => this.client.createDataset(body, signal),
          (asking) => this.browse.datasetId(body.name, asking),
        );
        return datasetNode(await this.client.dataset(id, AbortSignal.timeout(longestAsk)));
      },
    };
  }

  /** Only what was changed is sent: `update` leaves the rest as it is. */
  readonly edit: Edition = {
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
    return (await this.browse.isTaken(name, signal)) ? { field: 'name', said: takenName } : undefined;
  }
}
