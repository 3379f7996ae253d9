import { lookUp } from '../../core/model/lookUp';
import { randomBytes } from 'node:crypto';
import type { Connection } from '../../core/model/connection';
import type { Values } from '../../core/model/form';
import { PlatformError } from '../../core/net/errors';
import { readBaseUrl } from '../../core/net/hosts/urls';
import type { Credentials, Maturity, Platform, SignedIn, SignInMethod } from '../../core/contract';
import { text } from '../../core/model/text';
import { localize, t } from '../../editor/text/l10n';
import { askForm, askLine, backPressed, pickOne } from '../../editor/api/prompts';
import { withTreeProgress } from '../../editor/api/progress';
import type { Services } from '../../editor/services';

const maturities: Readonly<Record<Maturity, () => string>> = {
  verified: () => t('tried on a server'),
  documented: () => t('built from its documentation, not tried on a server'),
  inferred: () => t('partly guessed from its documentation, not tried on a server'),
};

/** Asks which platform; not asked when there is only one. */
export async function pickPlatform({ sessions: { platforms } }: Services): Promise<Platform> {
  const [only] = platforms;
  if (platforms.length === 1 && only) return only;
  const tried = ({ info }: Platform) => info.maturity === 'verified';
  return pickOne(
    t('Select a platform'),
    [...platforms.filter(tried), ...platforms.filter((one) => !tried(one))].map((platform) => ({
      label: platform.info.name,
      description: maturities[platform.info.maturity](),
      detail: localize(platform.info.detail),
      ...(!tried(platform) && { group: t('Not tried on a server') }),
      value: platform,
    })),
  );
}

/**
 * Asks for the address. What was typed is normalised and completed by the platform.
 * @param reach what is wrong with the host, asked once the address is entered
 */
export async function askUrl(
  platform: Platform,
  before?: string,
  reach?: (url: string) => Promise<string | undefined>,
): Promise<string> {
  const { urlField } = platform.info;
  const typed = await askLine({
    title: t('Connect to {0}', platform.info.name),
    label: localize(urlField.label),
    value: before ?? urlField.initial ?? '',
    ...(urlField.hint && { hint: localize(urlField.hint) }),
    check: (value) => {
      const wrong = readBaseUrl(value).problem ?? urlField.check?.(value);
      return wrong && localize(wrong);
    },
    ...(reach && {
      confirm: (value: string) => {
        const address = readBaseUrl(value);
        return address.problem === undefined ? reach(platform.baseUrl(address.url)) : Promise.resolve(undefined);
      },
    }),
  });
  const address = readBaseUrl(typed === backPressed ? '' : typed);
  if (address.problem !== undefined) throw new PlatformError('invalid', address.problem);
  return platform.baseUrl(address.url);
}

/** Asks what else the platform needs of a connection; nothing of it is secret. */
export async function askOptions(platform: Platform, before: Values = {}): Promise<Pick<Connection, 'options'>> {
  const { fields = [], name } = platform.info;
  if (fields.length === 0) return {};
  const known = fields.map((field) => ({ ...field, initial: lookUp(before, field.id) ?? field.initial ?? '' }));
  const values = await askForm(t('Connect to {0}', name), known);
  const filled = Object.entries(values).map(([id, value]): [string, string] => [id, value.trim()]);
  return { options: Object.fromEntries(filled.filter(([, value]) => value !== '')) };
}

/** What was entered to sign in, without what is secret: it stands in the form when it is tried again. */
export interface SignInDraft {
  method?: SignInMethod;
  values?: Values;
}

/**
 * Asks for a key in one of the platform's ways, and proves it on the server before it is answered.
 * @param draft filled with what was entered
 */
export async function askKey(
  services: Services,
  platform: Platform,
  connection: Connection,
  draft: SignInDraft = {},
): Promise<SignedIn> {
  const method = (draft.method ??= await pickSignInMethod(platform, connection));
  const title = t('Key for {0}', connection.name);
  const values = await askForm(title, method.fields, draft.values);
  const secret = new Set(method.fields.filter((field) => field.secret === true).map(({ id }) => id));
  draft.values = Object.fromEntries(Object.entries(values).filter(([id]) => !secret.has(id)));
  return withTreeProgress(async (cancelled) => {
    const signal = AbortSignal.any([cancelled, AbortSignal.timeout(60_000)]);
    const { context } = services.sessions;
    const signed = await platform.signIn(method.id, values, connection, context, signal);
    context.registerSecret(signed.secret);
    const session = platform.open(connection, only(signed.secret), context);
    try {
      const account = await session.verify(signal);
      services.log.info(`Connected to ${connection.url} as ${account.name}`);
    } finally {
      session.close();
    }
    return signed;
  });
}

async function pickSignInMethod(platform: Platform, connection: Connection): Promise<SignInMethod> {
  const { signInMethods } = platform.info;
  const [first] = signInMethods;
  if (signInMethods.length === 1 && first) return first;
  return pickOne(
    t('Select how to sign in to {0}', connection.name),
    signInMethods.map((method) => ({ label: localize(method.label), detail: localize(method.detail), value: method })),
  );
}

/** Credentials of a secret that is being tried: refused means wrong, nobody is asked behind the wizard's back. */
function only(secret: string): Credentials {
  return {
    get: () => Promise.resolve(secret),
    refresh: () => Promise.reject(new PlatformError('auth', text('The server refused the key. Nothing was saved.'))),
  };
}

export function newId(): string {
  return randomBytes(6).toString('hex');
}
