import { text, type Text } from '../../model/text';
import type { Platform } from '../../contract';
import { writeSecret } from './secret';
import { EoStorageSession } from './session';

/** What may stand in a header. A token may have a word and a blank before it. */
const header = (value: string): Text | undefined =>
  /^[\x20-\x7e]{1,4096}$/.test(value.trim()) && value.trim() !== ''
    ? undefined
    : text('Use ASCII letters, digits and symbols only.');

/** The storage of an EO Platform, by its public pages (docs/platforms). */
export const eoStorage: Platform = {
  info: {
    id: 'eo-storage',
    name: 'EO Platform storage',
    detail: text('Folders and files of an earth observation platform'),
    docs: 'https://eo-doc.origen.ae',
    maturity: 'inferred',
    pagination: 'offset',
    anyFile: true,
    urlField: {
      id: 'url',
      label: text('Base URL'),
      hint: text('Of your deployment, up to the name of the service: {0}', 'https://HOST/data_management_service'),
    },
    fields: [
      {
        id: 'userid',
        label: text('User ID'),
        hint: text('New folders may need it; no page tells where to find it.'),
        optional: true,
      },
    ],
    signInMethods: [
      {
        id: 'apiKey',
        label: text('API key'),
        detail: text('From User Center > Profile > API Key Management. It is shown in full once.'),
        fields: [{ id: 'key', label: text('API key'), secret: true, check: header }],
      },
      {
        id: 'token',
        label: text('Authentication token'),
        detail: text(
          'Sent as it is in the header "Authorization": begin with "Bearer " where your deployment wants it.',
        ),
        fields: [{ id: 'token', label: text('Token'), secret: true, check: header }],
      },
    ],
  },
  baseUrl: (url) => url,
  signIn: (method, values) => Promise.resolve({ secret: writeSecret(method, values) }),
  open: (connection, credentials, context) => new EoStorageSession(connection, credentials, context),
};
