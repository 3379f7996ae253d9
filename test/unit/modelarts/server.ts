import type { Connection } from '../../../src/core/model/connection';
import { modelArts } from '../../../src/core/platforms/modelarts';
import type { Credentials, Session } from '../../../src/core/contract';
import { TestContext } from '../../support/context';
import { type SentRequest, ScriptedHttp, type Sent } from '../../support/scripted';

export const project = '6a1f0c2e9b7d4c53a8e0d1f2b3c4d5e6';
const prefix = `/v2/${project}`;

export const keys = JSON.stringify({ ak: 'AKEXAMPLE0000000000A', sk: 'ExampleSecretKey0000000000000000000000' });
export const user = JSON.stringify({ user: 'dataset-bot', password: 'correct horse', domain: 'acme-cloud' });

export function connection(options: Readonly<Record<string, string>> = {}): Connection {
  return {
    id: 'lab',
    platform: 'modelarts',
    name: 'Lab',
    url: 'https://modelarts.cn-north-4.myhuaweicloud.com',
    options: { projectId: project, ...options },
  };
}

interface How {
  readonly secret?: string;
  readonly options?: Readonly<Record<string, string>>;
}

/** Answers as documented, by the part of the path behind the project; other hosts by their whole path. */
export class ArtsServer extends ScriptedHttp {
  readonly context = new TestContext(this);
  readonly session: Session;
  asked: string[] = [];

  constructor(
    answer: (path: string, sent: Sent) => SentRequest | Promise<SentRequest>,
    { secret = keys, options = {} }: How = {},
  ) {
    super((sent) => answer(sent.path.startsWith(prefix) ? sent.path.slice(prefix.length) : sent.path, sent));
    const credentials: Credentials = {
      get: async () => secret,
      refresh: async (refused) => {
        this.asked.push(refused);
        throw new Error('nobody is there');
      },
    };
    this.session = modelArts.open(connection(options), credentials, this.context);
  }
}

export const ok = (json: unknown): SentRequest => ({ json });
export const refused = (code: string, status = 400, message = 'the reason', headers = {}): SentRequest => ({
  status,
  headers,
  json: { error_code: code, error_msg: message },
});
export const gone = refused('ModelArts.4420', 400, 'Sample not found');

export const dataset = (more: object = {}) => ({
  dataset_id: 'Qm7sT2kPz4LwXc9Rb1Y',
  dataset_name: 'street-signs',
  dataset_type: 1,
  status: 1,
  data_sources: [{ data_type: 0, data_path: '/acme-vision/signs/in/' }],
  work_path: '/acme-vision/signs/work/',
  total_sample_count: 1204,
  annotated_sample_count: 877,
  ...more,
});

export const source = (name: string) =>
  `https://acme-vision.obs.cn-north-4.myhuaweicloud.com:443/signs/in/${name}?AccessKeyId=AKSERVICE&Expires=1735790700&Signature=c2lnbmVk`;

export const sample = (id: string, more: object = {}) => ({
  sample_id: id,
  sample_type: 0,
  sample_name: `${id}.jpg`,
  sample_dir: '/acme-vision/signs/in/',
  sample_size: 184220,
  sample_status: 'MANUAL_ANNOTATION',
  source: source(`${id}.jpg`),
  labels: [],
  ...more,
});

export const place = 'dataset/Qm7sT2kPz4LwXc9Rb1Y';
export const data = '/datasets/Qm7sT2kPz4LwXc9Rb1Y/data-annotations';

/** A dataset that holds these samples; everything else is answered by `more`. */
export function shelf(
  rows: ReadonlyMap<string, object>,
  more: (path: string, sent: Sent) => SentRequest | undefined = () => undefined,
): (path: string, sent: Sent) => SentRequest {
  return (path, sent) => {
    const notice = more(path, sent);
    if (notice !== undefined) return notice;
    if (path === '/datasets/Qm7sT2kPz4LwXc9Rb1Y') return ok(dataset());
    const id = new RegExp(`^${data}/samples/(.+)$`).exec(path)?.[1];
    if (id !== undefined && sent.method === 'GET') return rows.has(id) ? ok(rows.get(id)) : gone;
    if (path !== `${data}/samples` || sent.method !== 'GET') throw new Error(`not answered: ${sent.line}`);
    const [offset, limit] = [Number(sent.query.get('offset')), Number(sent.query.get('limit'))];
    const wanted = JSON.parse(sent.query.get('search_conditions') ?? '[{}]')[0].sample_name as string | undefined;
    const all = [...rows.values()].filter((row) => wanted === undefined || JSON.stringify(row).includes(`"${wanted}"`));
    return ok({ sample_count: all.length, samples: all.slice(offset, offset + limit) });
  };
}

export const rowsOf = (...ids: readonly string[]) => new Map<string, object>(ids.map((id) => [id, sample(id)]));
