import type { Readable } from 'node:stream';
import type { Connection } from '../../model/connection';
import type { Node, Ref, RemoteFile } from '../../model/node';
import type { PagePosition, Query } from '../../model/page';
import { text } from '../../model/text';
import type { SessionContext } from '../../net/sessionContext';
import { createOnce } from '../../net/lostAnswer';
import { openLink } from '../../net/store/open';
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
  UndoDeletion,
  Upload,
} from '../../contract';
import { datasetActions } from './actions';
import { ModelArtsAnnotations } from './browse/annotations';
import { ModelArtsApi } from './api/api';
import { PasswordLogin } from './auth/login';
import { ModelArtsBrowse, datasetFacets, sampleFacets } from './browse/browse';
import { ModelArtsClient, type NewDataset } from './api/client';
import { waitForDataset } from './create';
import { ModelArtsDownload, DownloadLinks } from './browse/download';
import { bodyOf, editBody, creationFields, editionFields, findOverlap, takenName } from './forms';
import { ListReader } from './api/lists';
import { ObsStore } from './upload/obs';
import { OffsetPaging } from './api/paging';
import { probeOf } from './probe';
import { datasetRef, parseRef, readKey } from './refs';
import { ModelArtsDeletion } from './deletion/remove';
import { settingsOf } from './settings';
import { ObsSync } from './sync';
import { SyncUndo } from './deletion/undo';
import { ModelArtsUpload } from './upload/upload';

/** A connection to ModelArts data management: datasets as views over OBS, samples as rows in them. */
export class ModelArtsSession implements Session {
  private readonly login: PasswordLogin;
  private readonly client: ModelArtsClient;
  private readonly browse: ModelArtsBrowse;
  private readonly links: DownloadLinks;
  readonly remove: Deletion;
  readonly undo: UndoDeletion;
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
    const settings = settingsOf(connection);
    this.login = new PasswordLogin({ settings, context }, credentials);
    this.client = new ModelArtsClient(new ModelArtsApi(settings.base, this.login, context), settings.datasetVersion);
    this.browse = new ModelArtsBrowse(this.client, new ListReader(new OffsetPaging(settings.paging)));
    this.links = new DownloadLinks(this.browse, settings.base);
    const sync = new ObsSync(this.client, context);
    const obs = settings.obs === undefined ? undefined : new ObsStore(settings.obs, this.login, context);
    this.remove = new ModelArtsDeletion(this.client, this.browse, context);
    this.undo = new SyncUndo(this.browse, sync);
    this.upload = new ModelArtsUpload(this.client, this.browse, sync, context, obs);
    this.annotations = new ModelArtsAnnotations(this.browse);
    this.download = new ModelArtsDownload(this.browse, this.links, context);
    this.actions = datasetActions(this.client, sync);
    this.probe = probeOf(this.client, this.login, () => context.clock.now());
  }

  /** No call tells whose keys they are; they are tried by a list of one row. */
  async verify(signal: AbortSignal) {
    await this.client.datasets(0, 1, {}, signal);
    return { name: (await this.login.identity(signal)).name ?? this.connection.name };
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

  facets(parent: Node | undefined) {
    return parent === undefined ? datasetFacets : sampleFacets;
  }

  async open(file: RemoteFile, range: ByteRange | undefined, signal: AbortSignal): Promise<Readable> {
    return (await openLink(this.context, await this.link(file, signal), range, signal)).body;
  }

  async link(file: RemoteFile, signal: AbortSignal): Promise<string> {
    const named = parseRef(readKey(file.key).ref);
    if (named.kind !== 'sample') throw new TypeError(`not a file of this platform: ${file.key}`);
    return this.links.fresh(named.datasetId, named.sampleId, file.name, signal);
  }

  /** By the id of a dataset. */
  async locate(words: string, signal: AbortSignal): Promise<Node[]> {
    const id = /^\s*([A-Za-z0-9_-]{10,64})\s*$/.exec(words)?.[1];
    const found = id === undefined ? undefined : await this.browse.look(datasetRef(id), signal);
    return found ? [found] : [];
  }

  create(parent: Node | undefined): CreateForm | undefined {
    if (parent !== undefined) return undefined;
    return {
      title: text('Create dataset'),
      makes: 'dataset',
      fields: creationFields,
      forUpload: { type: '1' },
      check: async (values, signal) =>
        findOverlap(values) ?? (await this.nameProblem((values['name'] ?? '').trim(), signal)),
      run: async (values, signal) =>
        waitForDataset(this.client, this.context, await this.createDataset(bodyOf(values), signal), signal),
    };
  }

  readonly edit: EditForm = {
    fields: editionFields,
    check: async (node, values, signal) => {
      const name = (values['name'] ?? '').trim();
      return name.toLowerCase() === node.name.toLowerCase() ? undefined : this.nameProblem(name, signal);
    },
    run: async (node, values, signal) => {
      const body = editBody(node, values);
      if (Object.keys(body).length > 0) await this.client.updateDataset(node.id, body, signal);
    },
  };

  close(): void {
    // Nothing is held open: requests end with their signals.
  }

  /** Names are given once, so what has the name after a lost answer is what was created. */
  private createDataset(body: NewDataset, signal: AbortSignal): Promise<string> {
    const create = () => this.client.createDataset(body, signal);
    return createOnce(this.context.clock, create, (asking) => this.browse.datasetId(body.dataset_name, asking));
  }

  private async nameProblem(name: string, signal: AbortSignal) {
    return (await this.browse.isTaken(name, signal)) ? { field: 'name', message: takenName } : undefined;
  }
}
