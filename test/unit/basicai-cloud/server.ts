import type { Connection } from '../../../src/core/model/connection';
import { basicAiCloud } from '../../../src/core/platforms/basicai-cloud';
import { Api } from '../../../src/core/platforms/basicai-cloud/api';
import { Client } from '../../../src/core/platforms/basicai-cloud/client';
import type { Session } from '../../../src/core/platforms/platform';
import { credentials, TestKit } from '../../support/kit';
import { type Said, ScriptedHttp, type Sent } from '../../support/scripted';

export const connection: Connection = {
  id: 'lab',
  platform: 'basicai-cloud',
  name: 'Lab',
  url: 'https://open.basic.ai/api/v1',
};

/** Answers of the reference, by the part of the path behind `/api/v1`. */
export class CloudServer extends ScriptedHttp {
  readonly kit = new TestKit(this);
  readonly client: Client;
  readonly session: Session;

  constructor(answer: (path: string, sent: Sent) => Said | Promise<Said>) {
    super((sent) => answer(sent.path.replace('/api/v1', ''), sent));
    this.client = new Client(new Api(connection.url, credentials('bk_4f7c2e91'), this.kit));
    this.session = basicAiCloud.open(connection, credentials('bk_4f7c2e91'), this.kit);
  }
}

/** Success as the envelope of the reference says it. */
export const ok = (data: unknown): Said => ({ json: { code: 'OK', message: '', data } });
export const refused = (code: string, message = ''): Said => ({ json: { code, message, data: null } });

export const item = (id: number, more: object = {}) => ({
  id,
  datasetId: 260417,
  parentId: null,
  type: 'DATA',
  name: `quay_${id}`,
  ...more,
});
