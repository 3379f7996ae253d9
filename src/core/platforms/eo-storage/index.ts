import { text, type Text } from '../../model/text';
import type { Platform } from '../platform';
import { writeSecret } from './secret';
import { EoStorageSession } from './session';

/** What may stand in a header. A token may have a word and a blank before it. */
const header = (value: string): Text | undefined =>
  /^[\x20-\x7e]{1,4096}$/.test(value.trim()) && value.trim() !== ''
    ? undefined
    : text('It has plain letters, digits and signs only.');

/** The storage of an EO Platform, by its public pages (docs/platforms). */
export const eoStorage: Platform = {
  info: {
    id: 'eo-storage',
    name: 'EO Platform storage',
    detail: text('Folders and files of an earth observation platform'),
    docs: 'https://eo-doc.origen.ae',
    maturity: 'inferred',
    lists: 'counted',
    anyFile: true,
    urlField: {
      id: 'url',
      label: text('Base URL'),
      hint: text('Of your deployment, up to the name of the service: {0}', 'https://HOST/data_management_service'),
    },
    fields: [
      {
        id: 'userid',
        label: text('User id'),
        hint: text('New folders may need it; no page tells where to find it.'),
        optional: true,
      },
    ],
    ways: [
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
  signIn: (way, values) => Promise.resolve({ secret: writeSecret(way, values) }),
  open: (connection, credentials, kit) => new EoStorageSession(connection, credentials, kit),
};
