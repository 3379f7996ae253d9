import type { Field } from '../../model/form';
import { text, type Text } from '../../model/text';
import { PlatformError } from '../../net/errors';
import { readBaseUrl } from '../../net/hosts/urls';
import type { Platform } from '../../contract';
import { addressProblem } from './address';
import { singleSpace } from './nodes';
import { writeSecret } from './secret';
import { SmhSession } from './session';

const word = (value: string): Text | undefined =>
  /^[\x21-\x7e]{1,1024}$/.test(value.trim())
    ? undefined
    : text('Use only ASCII letters, digits and symbols, without spaces.');
const id = (value: string): Text | undefined =>
  /^[\w-]{1,128}$/.test(value.trim()) ? undefined : text('An ID contains only letters, digits, "-" and "_".');
const idOrNone = (value: string): Text | undefined => (value.trim() === '' ? undefined : id(value));

const fields: readonly Field[] = [
  { id: 'libraryId', label: text('Library ID'), hint: text('From the console of SMH: smh1a2b3c4d5e6f'), check: id },
  {
    id: 'spaceId',
    label: text('Space ID'),
    hint: text('Empty for all spaces of the library, "{0}" for a library of a single tenant.', singleSpace),
    optional: true,
    check: idOrNone,
  },
  { id: 'userId', label: text('User ID'), hint: text('On whose behalf, where that matters.'), optional: true },
];

/** Smart Media Hosting of Tencent Cloud: spaces of directories and files, whose bytes lie in COS (docs/platforms). */
export const smh: Platform = {
  info: {
    id: 'smh',
    name: 'Tencent SMH',
    detail: text('Smart Media Hosting of Tencent Cloud: spaces with folders and files'),
    docs: 'https://www.tencentcloud.com/document/product/1283',
    maturity: 'documented',
    pagination: 'cursor',
    anyFile: true,
    urlField: {
      id: 'url',
      label: text('Base URL'),
      hint: text('A library has a host of its own; the console shows it.'),
      initial: 'https://api.tencentsmh.cn',
      check: (typed) => {
        const address = readBaseUrl(typed);
        return address.problem ?? addressProblem(address.url);
      },
    },
    fields,
    signInMethods: [
      {
        id: 'secret',
        label: text('Library secret'),
        detail: text('The master key of the library. Tokens are made with it as they are needed.'),
        fields: [{ id: 'librarySecret', label: text('Library secret'), secret: true, check: word }],
      },
      {
        id: 'token',
        label: text('Access token'),
        detail: text('Created by someone who has the secret. It expires when it is not used for a while.'),
        fields: [{ id: 'accessToken', label: text('Access token'), secret: true, check: word }],
      },
    ],
  },
  baseUrl: (url) => url.replace(/\/api\/v1$/, ''),
  signIn: async (method, values, { url }) => {
    const problem = addressProblem(url);
    if (problem) throw new PlatformError('invalid', problem);
    return { secret: writeSecret(method, values) };
  },
  open: (connection, credentials, context) => new SmhSession(connection, credentials, context),
};
