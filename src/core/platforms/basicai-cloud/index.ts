import type { Field } from '../../model/form';
import { text } from '../../model/text';
import type { Platform } from '../../contract';
import { BasicAiCloudSession } from './session';

const keyField: Field = {
  id: 'key',
  label: text('API key'),
  hint: text('From the team settings of BasicAI. It is shown once there.'),
  secret: true,
  check: (value) =>
    /^[\x21-\x7e]{1,1024}$/.test(value.trim())
      ? undefined
      : text('A key contains only ASCII letters, digits and symbols, without spaces.'),
};

/** BasicAI Cloud by its OpenAPI. Paths and rules are documented, most bodies are not (docs/platforms). */
export const basicAiCloud: Platform = {
  info: {
    id: 'basicai-cloud',
    name: 'BasicAI Cloud',
    detail: text('The annotation service of BasicAI, by its OpenAPI'),
    docs: 'https://docs.basic.ai/reference/introduction',
    maturity: 'inferred',
    pagination: 'offset',
    urlField: {
      id: 'url',
      label: text('Base URL of the OpenAPI'),
      hint: text('Change it for a private deployment.'),
      initial: 'https://open.basic.ai/api/v1',
    },
    signInMethods: [
      {
        id: 'key',
        label: text('Paste an API key'),
        detail: text('The key is kept in the secret storage of the editor.'),
        fields: [keyField],
      },
    ],
  },
  // A path that was typed is meant: private deployments have their own.
  baseUrl: (url) => (new URL(url).pathname === '/' ? `${url}/api/v1` : url),
  signIn: (_way, values) => Promise.resolve({ secret: (values['key'] ?? '').trim() }),
  open: (connection, credentials, context) => new BasicAiCloudSession(connection, credentials, context),
};
