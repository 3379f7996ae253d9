import type { Readable } from 'node:stream';
import type { Connection } from '../../model/connection';
import type { Node, Ref, RemoteFile } from '../../model/node';
import type { PagePosition, Query } from '../../model/page';
import { text } from '../../model/text';
import { PlatformError } from '../../net/errors';
import type { SessionContext } from '../../net/sessionContext';
import { originOf, withOrigin } from '../../net/hosts/urls';
import type {
  Action,
  Annotations,
  CreateForm,
  Credentials,
  Deletion,
  Download,
  EditForm,
  Exports,
  Probe,
  ByteRange,
  Restoration,
  ResultClasses,
  Session,
  Upload,
} from '../../contract';
import { CeAnnotations } from './results/annotations';
import { CeApi } from './api/api';
import { CeBrowse, dataFacets, rootFacets } from './browse/browse';
import { classActions, ClassBranch, ClassCalls, classesNode } from './classes';
import { CeClient } from './api/client';
import { CeDownload } from './download/download';
import { CeExports } from './download/export';
import { creationFields, editionFields, takenName } from './forms';
import { CeLocator } from './browse/locate';
import { unlockAction } from './items/locks';
import { modelActions, ModelBranch, ModelCalls, modelsNode } from './models';
import { dataNode, datasetNode, placedFiles } from './nodes';
import { openLink } from '../../net/store/open';
import { probeOf } from './probe';
import { parseRef } from './refs';
import { CeDeletion } from './items/remove';
import { CeRestoration } from './restore';
import { CeResultClasses } from './results/resultClasses';
import { DeletedBranch } from './restore/deleted';
import { serviceActions } from './service/actions';
import { splitActions } from './items/split';
import { statisticsAction } from './items/statistics';
import { CeUpload } from './upload/upload';
import { validityActions } from './items/validity';
import { walkDataset, walkScene } from './api/walk';

/** A connection to one BasicAI CE server. */
export class BasicAiCeSession implements Session {
  private readonly client: CeClient;
  private readonly browse: CeBrowse;
  private readonly origin: string;
  readonly edit: EditForm;
  readonly remove: Deletion;
  readonly upload: Upload;
  readonly restore: Restoration;
  readonly annotations: Annotations;
  readonly resultClasses: ResultClasses;
  readonly download: Download;
  readonly exports: Exports;
  readonly actions: readonly Action[];
  readonly probe: Probe;
  private readonly locating: CeLocator;
  private readonly deleted: DeletedBranch;

  constructor(
    private readonly connection: Connection,
    credentials: Credentials,
    private readonly context: SessionContext,
  ) {
    const api = new CeApi(connection.url, credentials, context);
    const classes = new ClassCalls(api);
    const models = new ModelCalls(api);
    this.client = new CeClient(api);
    this.origin = originOf(connection.url);
    this.deleted = new DeletedBranch(this.client, context, this.origin);
    this.browse = new CeBrowse(this.client, [new ClassBranch(classes), new ModelBranch(models), this.deleted]);
    this.edit = this.edition();
    this.remove = new CeDeletion(this.client, this.browse);
    this.upload = new CeUpload(this.client, context, this.origin, { classes, models });
    this.restore = new CeRestoration(this.client, context, this.origin, this.deleted, { classes });
    this.annotations = new CeAnnotations(this.client, classes);
    this.resultClasses = new CeResultClasses(classes);
    this.download = new CeDownload(this.client, classes, context, this.origin);
    this.exports = new CeExports(this.client, context, this.origin);
    this.probe = probeOf(this.client, classes, models);
    this.locating = new CeLocator(this.client, this.browse);
    this.actions = [
      ...classActions(classes, this.client),
      ...splitActions(this.client),
      ...validityActions(this.client),
      ...modelActions(models, this.client, context),
      ...serviceActions(models, this.client, context, this.origin),
      statisticsAction(this.client),
      this.deleted.action(),
      unlockAction(this.client),
    ];
  }

  async verify(signal: AbortSignal) {
    const user = await this.client.me(signal);
    return { name: user.nickname ?? user.username };
  }

  children(parent: Ref | undefined, query: Query, at: PagePosition | undefined, signal: AbortSignal) {
    return this.browse.children(parent, query, at, signal);
  }

  fixedChildren(parent: Node | undefined): readonly Node[] {
    if (parent === undefined) return [modelsNode];
    return parent.kind === 'dataset' ? [classesNode(parent.id), ...this.deleted.fixedChildren(parent)] : [];
  }

  get(refs: readonly Ref[], signal: AbortSignal) {
    return this.browse.get(refs, signal);
  }

  async *walk(parent: Ref, query: Query, signal: AbortSignal): AsyncGenerator<readonly Node[]> {
    const named = parseRef(parent);
    const { kind, datasetId, id } = named;
    if (this.deleted.kinds.has(kind)) {
      yield await this.deleted.children(named);
      return;
    }
    const rows =
      kind === 'scene'
        ? walkScene(this.client, datasetId, id, signal)
        : walkDataset(this.client, datasetId, query, signal);
    for await (const part of rows) yield part.map(dataNode);
  }

  facets(parent: Node | undefined) {
    return parent === undefined ? rootFacets : dataFacets;
  }

  async open(file: RemoteFile, range: ByteRange | undefined, signal: AbortSignal): Promise<Readable> {
    const url = await this.link(file, signal);
    return (await openLink(this.context, url, range, signal)).body;
  }

  /**
   * A signed link, fresh for every use. Its origin is the connection's: behind a proxy the server builds links that
   * lead nowhere (CE-24), and only path and query are signed. It needs no key and none is sent.
   */
  async link(file: RemoteFile, signal: AbortSignal): Promise<string> {
    if (this.deleted.holds(file)) return this.deleted.link(file, signal);
    const [dataId = '', fileId] = file.key.split('/');
    const [row] = await this.client.dataByIds([dataId], signal);
    const found = row && placedFiles(row.content).find(({ file: one }) => one.id === fileId);
    if (!found) throw new PlatformError('not-found', text('{0} is no longer on the server.', file.name));
    return withOrigin(found.file.url, this.origin);
  }

  /** Hash routes of the web interface (CE-27). */
  page(node: Node): string {
    const { datasetId, id, kind } = parseRef(node.ref);
    const base = this.connection.url.replace(/\/api$/, '');
    const item = kind === 'dataset' ? '' : `&dataId=${id}`;
    return `${base}/#/datasets/data?id=${datasetId}${item}`;
  }

  locate(words: string, signal: AbortSignal): Promise<Node[]> {
    return this.locating.find(words, signal);
  }

  close(): void {
    // Nothing is held open: requests end with their signals.
  }

  create(parent: Node | undefined): CreateForm | undefined {
    if (parent !== undefined) return undefined;
    return {
      title: text('Create dataset'),
      makes: 'dataset',
      fields: creationFields,
      forUpload: { type: 'IMAGE' },
      check: async (values, signal) => {
        const taken = await this.browse.byName((values['name'] ?? '').trim(), signal);
        return taken === undefined ? undefined : { field: 'name', message: takenName };
      },
      run: async (values, signal) => {
        const description = (values['description'] ?? '').trim();
        const body = {
          name: (values['name'] ?? '').trim(),
          type: values['type'] ?? 'IMAGE',
          ...(description !== '' && { description }),
        };
        return datasetNode(await this.client.createDataset(body, signal));
      },
    };
  }

  private edition(): EditForm {
    return {
      fields: editionFields,
      check: async (node, values, signal) => {
        const name = (values['name'] ?? '').trim();
        if (name === node.name) return undefined;
        const taken = await this.browse.byName(name, signal);
        return taken === undefined || taken === node.ref ? undefined : { field: 'name', message: takenName };
      },
      run: async (node, values, signal) => {
        const body = { name: (values['name'] ?? '').trim(), description: values['description'] ?? '' };
        await this.client.updateDataset(node.id, body, signal);
      },
    };
  }
}
