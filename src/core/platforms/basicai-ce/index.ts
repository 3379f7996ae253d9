import { text } from '../../model/text';
import type { Platform } from '../../contract';
import { BasicAiCeSession } from './session';
import { signIn, signInMethods } from './signIn';

/** BasicAI CE, the open-source Xtreme1: datasets of pictures, point clouds and texts on a server of one's own. */
export const basicAiCe: Platform = {
  info: {
    id: 'basicai-ce',
    name: 'BasicAI CE (Xtreme1)',
    detail: text('Open source, on a server of your own'),
    docs: 'https://docs.xtreme1.io/xtreme1-docs',
    maturity: 'verified',
    pagination: 'offset',
    urlField: {
      id: 'url',
      label: text('Base URL of the server'),
      hint: text(
        'As in the browser, for example {0}. Under Remote, "localhost" is the remote machine.',
        'http://localhost:8190',
      ),
      initial: 'http://localhost:8190',
    },
    signInMethods,
  },
  baseUrl: (url) => (url.endsWith('/api') ? url : `${url}/api`),
  signIn,
  open: (connection, credentials, context) => new BasicAiCeSession(connection, credentials, context),
};
