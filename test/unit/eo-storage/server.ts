import type { Connection } from '../../../src/core/model/connection';
import type { Node } from '../../../src/core/model/node';
import { text } from '../../../src/core/model/text';
import { PlatformError } from '../../../src/core/net/errors';
import { eoStorage } from '../../../src/core/platforms/eo-storage';
import { rowNode } from '../../../src/core/platforms/eo-storage/nodes';
import { writeSecret } from '../../../src/core/platforms/eo-storage/secret';
import type { Credentials, Session } from '../../../src/core/contract';
import { TestContext } from '../../support/context';
import { type SentRequest, ScriptedHttp, type Sent } from '../../support/scripted';

export const key = '9d1e0c77f0';
export const base = 'https://eo.example/data_management_service';

interface With {
  readonly options?: Readonly<Record<string, string>>;
  readonly secret?: string;
  /** What is entered when the key is refused. */
  readonly next?: string;
}

/** Answers as documented, by the part of the path behind `/datafile`; bytes by their whole address. */
export class EoServer extends ScriptedHttp {
  readonly context = new TestContext(this);
  readonly session: Session;
  asked = 0;

  constructor(
    answer: (call: string, sent: Sent) => SentRequest | Promise<SentRequest>,
    { options = {}, secret, next }: With = {},
  ) {
    super((sent) => answer(callOf(sent), sent));
    let kept = secret ?? writeSecret('apiKey', { key });
    const credentials: Credentials = {
      get: () => Promise.resolve(kept),
      refresh: () => {
        this.asked++;
        if (next === undefined) return Promise.reject(new PlatformError('auth', text('asked')));
        kept = next;
        return Promise.resolve(next);
      },
    };
    const connection: Connection = { id: 'lab', platform: 'eo-storage', name: 'Lab', url: base, options };
    this.session = eoStorage.open(connection, credentials, this.context);
  }

  all(call: string): Sent[] {
    return this.sent.filter((sent) => callOf(sent) === call);
  }
}

export function callOf({ method, path, url }: Sent): string {
  return path.includes('/datafile/')
    ? `${method} ${path.replace(/^.*?\/datafile(?=\/)/, '')}`
    : `${method} ${url.origin}${path}`;
}

export const ok = (data: unknown): SentRequest => ({ json: { code: 200, message: 'success', data } });
export const refused = (code: number, message = ''): SentRequest => ({ json: { code, message, data: null } });
export const body = (sent: Sent | undefined): any => JSON.parse(sent?.body ?? 'null');

/** Rows as the documents print them. */
export const folder = (id: number, fileName: string, parentId = 4120) => ({
  id,
  dataType: null,
  imageId: null,
  fileExtension: null,
  size: 0,
  fileName,
  dirPath: `/survey/${fileName}`,
  parentId,
  folder: 1,
  captureTime: null,
  updateTime: 1748853000000,
  category: null,
  userName: 'm.rahman',
  avatar: null,
  creator: 'm.rahman',
  thumbnailUrl: null,
  bandInfos: [],
});
export const file = (id: number, fileName: string, more: object = {}) => ({
  ...folder(id, fileName),
  dataType: 0,
  fileExtension: '.tif',
  size: 0.8125,
  dirPath: '/survey',
  folder: 0,
  captureTime: 1748766600000,
  category: 2,
  thumbnailUrl: '/thumbnails/4177.jpg',
  ...more,
});
export const page = (list: readonly object[], total = list.length): SentRequest =>
  ok({ total, pages: Math.ceil(total / 100), fileVoList: list });

/** The tree of the documents, with one folder more. */
export const tree = ok([
  {
    id: 1,
    name: 'root',
    path: '/',
    parentId: null,
    ctime: 1740000000000,
    children: [
      {
        id: 4120,
        name: 'survey',
        path: '/survey',
        parentId: 1,
        ctime: 1748850000000,
        children: [
          {
            id: 4131,
            name: 'north-block',
            path: '/survey/north-block',
            parentId: 4120,
            ctime: 1748853000000,
            children: [],
          },
        ],
      },
    ],
  },
]);

/** Nodes in the folder 4120. */
export const fileNode = (id: number, name = `f${id}.tif`, parentId = '4120'): Node =>
  rowNode({ id: String(id), fileName: name, folder: 0 }, parentId);
export const folderNode = (id: number, name = `d${id}`, parentId = '4120'): Node =>
  rowNode({ id: String(id), fileName: name, folder: 1 }, parentId);
