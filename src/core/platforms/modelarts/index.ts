import { text } from '../../model/text';
import { isLoopback } from '../../net/hosts/urls';
import type { Platform } from '../../contract';
import { readSecret, hiddenParts, writeSecret } from './auth/secret';
import { connectionFields, signInMethods } from './connection';
import { ModelArtsSession } from './session';
import { requireSecureUrl, settingsOf } from './settings';

/** Huawei Cloud ModelArts data management, the old API: documented, and being retired region by region (docs/platforms). */
export const modelArts: Platform = {
  info: {
    id: 'modelarts',
    name: 'Huawei ModelArts',
    detail: text('Datasets of Huawei Cloud ModelArts over OBS, by its old data management API'),
    docs: 'https://support.huaweicloud.com/intl/en-us/api-modelarts/ListDatasets.html',
    maturity: 'documented',
    pagination: 'offset',
    anyFile: true,
    urlField: {
      id: 'url',
      label: text('Endpoint of ModelArts'),
      hint: text('The region is a part of it.'),
      initial: 'https://modelarts.cn-north-4.myhuaweicloud.com',
    },
    fields: connectionFields,
    signInMethods,
  },
  baseUrl,
  secretHosts: (connection) => {
    const { iam, obs } = settingsOf(connection);
    return [iam, obs].filter((url) => url !== undefined && URL.canParse(url)).map(String);
  },
  signIn: async (method, values, connection, context) => {
    requireSecureUrl(connection.url);
    const secret = writeSecret(method, values);
    for (const part of hiddenParts(readSecret(secret))) context.registerSecret(part);
    return Promise.resolve({ secret });
  },
  open: (connection, credentials, context) => new ModelArtsSession(connection, credentials, context),
};

/** Keys go over encrypted connections alone, but on this machine; a path that was pasted along is left out. */
function baseUrl(url: string): string {
  const address = new URL(url);
  if (!isLoopback(address.hostname)) address.protocol = 'https:';
  return address.origin + address.pathname.replace(/\/v\d+(\/.*)?$/, '').replace(/\/+$/, '');
}
