import type { Connection } from '../../../src/core/model/connection';
import type { Node } from '../../../src/core/model/node';
import { text } from '../../../src/core/model/text';
import { PlatformError } from '../../../src/core/net/errors';
import { smh } from '../../../src/core/platforms/smh';
import { entryNode, recycledNode, spaceNode } from '../../../src/core/platforms/smh/nodes';
import { writeSecret } from '../../../src/core/platforms/smh/secret';
import type { Credentials, Session } from '../../../src/core/contract';
import { TestContext } from '../../support/context';
import { type SentRequest, ScriptedHttp, type Sent } from '../../support/scripted';

export const library = 'smh1a2b3c';
export const space = 'space0a1b2c3d';
export const pasted = 'acctk0123456789abcdef';
export const secret = 'ls-9f8e7d6c5b4a';

/** A call as the documents write it: `POST batch ?delete`, `GET directory/albums/2025`, both with the space left out. */
export function callOf({ method, path, url }: Sent): string {
  const [kind = '', ...rest] = path.replace(/^\/api\/v1\//, '').split('/');
  const place = rest.filter((part) => part !== library && part !== space && part !== '').join('/');
  const flag = /^\?(delete|move|copy|info|confirm|renew|upload|restore|multipart)(&|$)/.exec(url.search)?.[1];
  return `${method} ${kind}${place === '' ? '' : `/${place}`}${flag ? ` ?${flag}` : ''}`;
}

interface With {
  readonly options?: Readonly<Record<string, string>>;
  readonly kind?: 'secret' | 'token';
  /** What is entered when the secret is refused. */
  readonly next?: string;
}

/** Answers as documented, by call. */
export class SmhServer extends ScriptedHttp {
  readonly context = new TestContext(this);
  readonly session: Session;
  asked = 0;
  private kept: string;

  constructor(
    answer: (call: string, sent: Sent) => SentRequest | Promise<SentRequest>,
    { options, kind = 'token', next }: With = {},
  ) {
    super((sent) => answer(callOf(sent), sent));
    this.kept = writeSecret(kind, { accessToken: pasted, librarySecret: secret });
    const credentials: Credentials = {
      get: () => Promise.resolve(this.kept),
      refresh: () => {
        this.asked++;
        if (next === undefined) return Promise.reject(new PlatformError('auth', text('asked')));
        this.kept = next;
        return Promise.resolve(next);
      },
    };
    const connection: Connection = {
      id: 'lab',
      platform: 'smh',
      name: 'Lab',
      url: 'https://api.tencentsmh.cn',
      options: options ?? { libraryId: library, spaceId: space },
    };
    this.session = smh.open(connection, credentials, this.context);
  }

  /** The calls in their order. */
  get calls(): string[] {
    return this.sent.map(callOf);
  }

  all(call: string): Sent[] {
    return this.sent.filter((sent) => callOf(sent) === call);
  }
}

export const refused = (status: number, code: string, message = ''): SentRequest => ({
  status,
  json: { code, message, requestId: '6f0c9a1e' },
});
export const notFound = refused(404, 'FileNotFound', 'File not found.');
export const invalidToken = refused(403, 'InvalidAccessToken', 'Invalid access token.');

export const dir = (name: string) => ({
  name,
  type: 'dir',
  creationTime: '2025-01-02T03:04:05.000Z',
  modificationTime: '2025-01-02T03:04:05.000Z',
  versionId: 3,
  userId: 'u1',
});
export const image = (name: string, more: object = {}) => ({
  name,
  type: 'image',
  size: '184220',
  eTag: '"5e1d7a40c39f4b2a8c6670d2f1b95e83"',
  crc64: '12345678901234567890',
  contentType: 'image/jpeg',
  fileType: 'image',
  creationTime: '2025-01-02T03:04:06.000Z',
  modificationTime: '2025-01-02T03:04:06.000Z',
  previewByCI: true,
  metaData: { 'x-smh-meta-src': 'cam7' },
  labels: ['cat'],
  ...more,
});

/** Nodes by their path; one that ends in `/` is a folder. */
export const node = (path: string, at = space): Node =>
  entryNode(at, path.replace(/\/$/, '').split('/'), { type: path.endsWith('/') ? 'dir' : 'image' });
export const spaceOf = (id = space): Node => spaceNode({ spaceId: id });
export const binned = (id: string, name = 'raw'): Node => recycledNode(space, { recycledItemId: id, name });
