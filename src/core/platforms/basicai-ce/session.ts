import type { Readable } from 'node:stream';
import type { Connection } from '../../model/connection';
import type { Node, Ref, RemoteFile } from '../../model/node';
import type { At, Query } from '../../model/page';
import { text } from '../../model/text';
import { PlatformError } from '../../net/errors';
import type { Kit } from '../../net/kit';
import { originOf, withOrigin } from '../../net/urls';
import type {
  Action,
  Annotations,
  Creation,
  Credentials,
  Deletion,
  Download,
  Edition,
  Exports,
  Probe,
  Range,
  Restoration,
  ResultClasses,
  Session,
  Upload,
} from '../platform';
import { ReadingAnnotations } from './annotations';
import { Api } from './api';
import { Browse, dataFacets, rootFacets } from './browse';
import { classActions, ClassBranch, ClassCalls, classesNode } from './classes';
import { Client } from './client';
import { Downloading } from './download';
import { Exporting } from './export';
import { creationFields, editionFields, takenName } from './forms';
import { Locating } from './locate';
import { unlockAction } from './locks';
import { modelActions, ModelBranch, ModelCalls, modelsNode } from './models';
import { dataNode, datasetNode, placedFiles } from './nodes';
import { openLink } from '../../net/store/open';
import { probeOf } from './probe';
import { read } from './refs';
import { Removal } from './remove';
import { Restoring } from './restore';
import { CeResultClasses } from './resultClasses';
import { Deleted } from './restore/deleted';
import { serviceActions } from './service/actions';
import { splitActions } from './split';
import { statisticsAction } from './statistics';
import { Uploading } from './upload';
import { validityActions } from './validity';
import { walkDataset, walkScene } from './walk';

/** A connection to one BasicAI CE server. */
export class BasicAiCeSession implements Session {
  private readonly client: Client;
  private readonly browse: Browse;
  private readonly origin: string;
  readonly edit: Edition;
  readonly remove: Deletion;
  readonly upload: Upload;
  readonly restore: Restoration;
  readonly annotations: Annotations;
  readonly resultClasses: ResultClasses;
  readonly download: Download;
  readonly exports: Exports;
  readonly actions: readonly Action[];
  readonly probe: Probe;
  private readonly locating: Locating;
  private readonly deleted: Deleted;

  constructor(
    private readonly connection: Connection,
    credentials: Credentials,
    private readonly kit: Kit,
  ) {
    const api = new Api(connection.url, credentials, kit);
    const classes = new ClassCalls(api);
    const models = new ModelCalls(api);
    this.client = new Client(api);
    this.origin = originOf(connection.url);
    this.deleted = new Deleted(this.client, kit, this.origin);
    this.browse = new Browse(this.client, [new ClassBranch(classes), new ModelBranch(models), this.deleted]);
    this.edit = this.edition();
    this.remove = new Removal(this.client, this.browse);
    this.upload = new Uploading(this.client, kit, this.origin, { classes, models });
    this.restore = new Restoring(this.client, kit, this.origin, this.deleted, { classes });
    this.annotations = new ReadingAnnotations(this.client, classes);
    this.resultClasses = new CeResultClasses(classes);
    this.download = new Downloading(this.client, classes, kit, this.origin);
    this.exports = new Exporting(this.client, kit, this.origin);
    this.probe = probeOf(this.client, classes, models);
    this.locating = new Locating(this.client, this.browse);
    this.actions = [
      ...classActions(classes, this.client),
      ...splitActions(this.client),
      ...validityActions(this.client),
      ...modelActions(models, this.client, kit),
      ...serviceActions(models, this.client, kit, this.origin),
      statisticsAction(this.client),
      this.deleted.action(),
      unlockAction(this.client),
    ];
  }

  async verify(signal: AbortSignal) {
    const user = await this.client.me(signal);
    return { name: user.nickname ?? user.username };
  }

  children(parent: Ref | undefined, query: Query, at: At | undefined, signal: AbortSignal) {
    return this.browse.children(parent, query, at, signal);
  }

  pinned(parent: Node | undefined): readonly Node[] {
    if (parent === undefined) return [modelsNode];
    return parent.kind === 'dataset' ? [classesNode(parent.id), ...this.deleted.pinned(parent)] : [];
  }

  get(refs: readonly Ref[], signal: AbortSignal) {
    return this.browse.get(refs, signal);
  }

  async *walk(parent: Ref, query: Query, signal: AbortSignal): AsyncGenerator<readonly Node[]> {
    const named = read(parent);
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

  async open(file: RemoteFile, range: Range | undefined, signal: AbortSignal): Promise<Readable> {
    const url = await this.link(file, signal);
    return (await openLink(this.kit, url, range, signal)).body;
  }

  /**
   * A signed link, fresh for every use. Its origin is the connection's: behind a proxy the server builds links that lead
   * nowhere (quirk 4), and only path and query are signed. It needs no key and none is sent.
   */
  async link(file: RemoteFile, signal: AbortSignal): Promise<string> {
    if (this.deleted.holds(file)) return this.deleted.link(file, signal);
    const [dataId = '', fileId] = file.key.split('/');
    const [row] = await this.client.dataByIds([dataId], signal);
    const found = row && placedFiles(row.content).find(({ file: one }) => one.id === fileId);
    if (!found) throw new PlatformError('not-found', text('{0} is no longer on the server.', file.name));
    return withOrigin(found.file.url, this.origin);
  }

  /** Hash routes of the web interface (wire reference, section 19). */
  page(node: Node): string {
    const { datasetId, id, kind } = read(node.ref);
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

  create(parent: Node | undefined): Creation | undefined {
    if (parent !== undefined) return undefined;
    return {
      title: text('Create dataset'),
      makes: 'dataset',
      fields: creationFields,
      forUpload: { type: 'IMAGE' },
      check: async (values, signal) => {
        const taken = await this.browse.byName((values['name'] ?? '').trim(), signal);
        return taken === undefined ? undefined : { field: 'name', said: takenName };
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

  private edition(): Edition {
    return {
      fields: editionFields,
      check: async (node, values, signal) => {
        const name = (values['name'] ?? '').trim();
        if (name === node.name) return undefined;
        const taken = await this.browse.byName(name, signal);
        return taken === undefined || taken === node.ref ? undefined : { field: 'name', said: takenName };
      },
      run: async (node, values, signal) => {
        const body = { name: (values['name'] ?? '').trim(), description: values['description'] ?? '' };
        await this.client.updateDataset(node.id, body, signal);
      },
    };
  }
}
