import type { Readable } from 'node:stream';
import type { Connection } from '../../model/connection';
import type { Node, Ref, RemoteFile } from '../../model/node';
import type { At, Query } from '../../model/page';
import { text } from '../../model/text';
import type { Kit } from '../../net/kit';
import { createOnce } from '../../net/lostAnswer';
import { openLink } from '../../net/store/open';
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
  Undoing,
  Upload,
} from '../platform';
import { datasetActions } from './actions';
import { ReadingAnnotations } from './annotations';
import { Api } from './api';
import { Login } from './auth/login';
import { Browse, datasetFacets, sampleFacets } from './browse';
import { Client, type NewDataset } from './client';
import { made } from './create';
import { Downloading, Links } from './download';
import { bodyOf, changesOf, creationFields, editionFields, overlap, takenName } from './forms';
import { Lists } from './lists';
import { Obs } from './obs';
import { Paging } from './paging';
import { probeOf } from './probe';
import { datasetRef, read, readKey } from './refs';
import { Removal } from './remove';
import { settingsOf } from './settings';
import { Sync } from './sync';
import { SyncUndo } from './undo';
import { Uploading } from './upload';

/** A connection to ModelArts data management: datasets as views over OBS, samples as rows in them. */
export class ModelArtsSession implements Session {
  private readonly login: Login;
  private readonly client: Client;
  private readonly browse: Browse;
  private readonly links: Links;
  readonly remove: Deletion;
  readonly undo: Undoing;
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
    const settings = settingsOf(connection);
    this.login = new Login({ settings, kit }, credentials);
    this.client = new Client(new Api(settings.base, this.login, kit), settings.datasetVersion);
    this.browse = new Browse(this.client, new Lists(new Paging(settings.paging)));
    this.links = new Links(this.browse, settings.base);
    const sync = new Sync(this.client, kit);
    const obs = settings.obs === undefined ? undefined : new Obs(settings.obs, this.login, kit);
    this.remove = new Removal(this.client, this.browse, kit);
    this.undo = new SyncUndo(this.browse, sync);
    this.upload = new Uploading(this.client, this.browse, sync, kit, obs);
    this.annotations = new ReadingAnnotations(this.browse);
    this.download = new Downloading(this.browse, this.links, kit);
    this.actions = datasetActions(this.client, sync);
    this.probe = probeOf(this.client, this.login, () => kit.clock.now());
  }

  /** No call tells whose keys they are; they are tried by a list of one row. */
  async verify(signal: AbortSignal) {
    await this.client.datasets(0, 1, {}, signal);
    return { name: (await this.login.identity(signal)).name ?? this.connection.name };
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

  facets(parent: Node | undefined) {
    return parent === undefined ? datasetFacets : sampleFacets;
  }

  async open(file: RemoteFile, range: Range | undefined, signal: AbortSignal): Promise<Readable> {
    return (await openLink(this.kit, await this.link(file, signal), range, signal)).body;
  }

  async link(file: RemoteFile, signal: AbortSignal): Promise<string> {
    const named = read(readKey(file.key).ref);
    if (named.kind !== 'sample') throw new TypeError(`not a file of this platform: ${file.key}`);
    return this.links.fresh(named.datasetId, named.sampleId, file.name, signal);
  }

  /** By the id of a dataset. */
  async locate(words: string, signal: AbortSignal): Promise<Node[]> {
    const id = /^\s*([A-Za-z0-9_-]{10,64})\s*$/.exec(words)?.[1];
    const found = id === undefined ? undefined : await this.browse.look(datasetRef(id), signal);
    return found ? [found] : [];
  }

  create(parent: Node | undefined): Creation | undefined {
    if (parent !== undefined) return undefined;
    return {
      title: text('Create dataset'),
      makes: 'dataset',
      fields: creationFields,
      forUpload: { type: '1' },
      check: async (values, signal) =>
        overlap(values) ?? (await this.nameProblem((values['name'] ?? '').trim(), signal)),
      run: async (values, signal) =>
        made(this.client, this.kit, await this.createDataset(bodyOf(values), signal), signal),
    };
  }

  readonly edit: Edition = {
    fields: editionFields,
    check: async (node, values, signal) => {
      const name = (values['name'] ?? '').trim();
      return name.toLowerCase() === node.name.toLowerCase() ? undefined : this.nameProblem(name, signal);
    },
    run: async (node, values, signal) => {
      const body = changesOf(node, values);
      if (Object.keys(body).length > 0) await this.client.updateDataset(node.id, body, signal);
    },
  };

  close(): void {
    // Nothing is held open: requests end with their signals.
  }

  /** Names are given once, so what has the name after a lost answer is what was created. */
  private createDataset(body: NewDataset, signal: AbortSignal): Promise<string> {
    const create = () => this.client.createDataset(body, signal);
    return createOnce(this.kit.clock, create, (asking) => this.browse.datasetId(body.dataset_name, asking));
  }

  private async nameProblem(name: string, signal: AbortSignal) {
    return (await this.browse.isTaken(name, signal)) ? { field: 'name', said: takenName } : undefined;
  }
}
