import type { Connection } from '../../../src/core/model/connection';
import { basicAiCloud } from '../../../src/core/platforms/basicai-cloud';
import { CloudApi } from '../../../src/core/platforms/basicai-cloud/api/api';
import { CloudClient } from '../../../src/core/platforms/basicai-cloud/api/client';
import type { Session } from '../../../src/core/contract';
import { credentials, TestContext } from '../../support/context';
import { type SentRequest, ScriptedHttp, type Sent } from '../../support/scripted';

export const connection: Connection = {
  id: 'lab',
  platform: 'basicai-cloud',
  name: 'Lab',
  url: 'https://open.basic.ai/api/v1',
};

/** Answers as documented, by the part of the path behind `/api/v1`. */
export class CloudServer extends ScriptedHttp {
  readonly context = new TestContext(this);
  readonly client: CloudClient;
  readonly session: Session;

  constructor(answer: (path: string, sent: Sent) => SentRequest | Promise<SentRequest>) {
    super((sent) => answer(sent.path.replace('/api/v1', ''), sent));
    this.client = new CloudClient(new CloudApi(connection.url, credentials('bk_4f7c2e91'), this.context));
    this.session = basicAiCloud.open(connection, credentials('bk_4f7c2e91'), this.context);
  }
}

/** Success as the documented envelope says it. */
export const ok = (data: unknown): SentRequest => ({ json: { code: 'OK', message: '', data } });
export const refused = (code: string, message = ''): SentRequest => ({ json: { code, message, data: null } });

export const item = (id: number, more: object = {}) => ({
  id,
  datasetId: 260417,
  parentId: null,
  type: 'DATA',
  name: `quay_${id}`,
  ...more,
});
