import type { Field } from '../../model/form';
import { text } from '../../model/text';
import type { SignInMethod } from '../../contract';
import { isSecure } from './settings';

const addressCheck: Pick<Field, 'check'> = {
  check: (value) =>
    value.trim() === '' || isSecure(value.trim()) ? undefined : text('Enter a URL that begins with https://.'),
};

/** What a connection needs beside its URL. All of it may stay empty on the public cloud. */
export const connectionFields: readonly Field[] = [
  {
    id: 'region',
    label: text('Region'),
    hint: text('For example cn-north-4. Empty: as the endpoint says.'),
    optional: true,
    check: (value) =>
      /^([a-z0-9]+(-[a-z0-9]+)+)?$/.test(value.trim()) ? undefined : text('Enter a region such as {0}', 'cn-north-4'),
  },
  {
    id: 'projectId',
    label: text('Project ID'),
    hint: text('32 digits. Empty: the project of the region is looked up.'),
    optional: true,
    check: (value) =>
      /^([0-9a-f]{32})?$/i.test(value.trim()) ? undefined : text('A project ID has 32 hexadecimal digits.'),
  },
  {
    id: 'iamUrl',
    label: text('Address of IAM'),
    hint: text('Empty: derived from the region.'),
    optional: true,
    ...addressCheck,
  },
  {
    id: 'obsUrl',
    label: text('Address of OBS'),
    hint: text('Large files go through it. Empty: derived from the region.'),
    optional: true,
    ...addressCheck,
  },
  {
    id: 'paging',
    label: text('List offset unit'),
    initial: 'auto',
    choices: [
      { value: 'auto', label: text('Detect automatically') },
      { value: 'record', label: text('Rows') },
      { value: 'page', label: text('Pages') },
    ],
  },
  {
    id: 'datasetVersion',
    label: text('Datasets to list'),
    choices: [
      { value: '', label: text('What the server lists by itself') },
      { value: 'v1', label: text('Classic ones (v1)') },
      { value: 'v2', label: text('Those without labeling jobs of their own (v2)') },
      { value: 'all', label: text('All') },
    ],
  },
];

const word = (value: string): boolean => /^[\x21-\x7e]{1,8192}$/.test(value.trim());
const wordCheck: Pick<Field, 'check'> = {
  check: (value) =>
    word(value) ? undefined : text('A key contains only ASCII letters, digits and symbols, without spaces.'),
};
const filled: Pick<Field, 'check'> = {
  check: (value) => (value.trim() === '' ? text('It must not be empty.') : undefined),
};

export const signInMethods: readonly SignInMethod[] = [
  {
    id: 'aksk',
    label: text('Access key (AK/SK)'),
    detail: text('Permanent keys of an IAM user, or temporary ones with their token.'),
    fields: [
      { id: 'ak', label: text('Access key ID (AK)'), ...wordCheck },
      { id: 'sk', label: text('Secret access key (SK)'), secret: true, ...wordCheck },
      {
        id: 'securityToken',
        label: text('Security token'),
        hint: text('Only for temporary keys.'),
        secret: true,
        optional: true,
        check: (value) => (value.trim() === '' ? undefined : wordCheck.check?.(value)),
      },
    ],
  },
  {
    id: 'password',
    label: text('IAM user and password'),
    detail: text('Tokens are made with it and kept in memory alone. A HUAWEI ID cannot sign in here.'),
    fields: [
      { id: 'user', label: text('IAM user name'), ...filled },
      { id: 'password', label: text('Password'), secret: true, ...filled },
      { id: 'domain', label: text('Account name'), hint: text('The account that the user belongs to.'), ...filled },
    ],
  },
];
