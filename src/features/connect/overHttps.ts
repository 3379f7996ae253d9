import { Cancelled, isPlatformError } from '../../core/net/errors';
import { plainHost } from '../../core/net/hosts/hosts';
import { isLoopback, withOrigin } from '../../core/net/hosts/urls';
import { isNear } from '../../core/net/store/trust';
import { localize, t } from '../../editor/text/l10n';
import { askQuestion, modalWarning } from '../../editor/api/prompts';

/** Whether a key sent there can be read by others on the way: without encryption, beyond this machine and its network. */
export function isExposed(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'http:' || isLoopback(hostname) || isNear(hostname)) return false;
  // A name without a dot, or of a network of one's own, is found in that network alone (RFC 6762, RFC 8375).
  return !/^[^.[]+$|\.(local|lan|home\.arpa|internal)$/.test(plainHost(hostname));
}

/** Asks before a key is sent where others can read it. @throws Cancelled */
export async function confirmExposed(url: string): Promise<void> {
  if (!isExposed(url)) return;
  const send = t('Send Without Encryption');
  const lines = [t('Anyone on the network path can read the key. Use https if the server supports it.')];
  const message = t('Send the key to {0} without encryption?', new URL(url).host);
  // Enter presses the first button, which must not send anything.
  if ((await modalWarning(message, lines, t('Do Not Send'), send)) !== send) throw new Cancelled();
}

/**
 * Does something with a URL. When the server wants to be called by https, that is offered, and done with the other URL.
 * @throws what `work` throws when it is not taken
 */
export async function orOverHttps<T>(url: string, work: (url: string) => Promise<T>): Promise<T> {
  try {
    return await work(url);
  } catch (error) {
    const instead = isPlatformError(error) ? error.facts.instead : undefined;
    if (!isPlatformError(error) || instead === undefined) throw error;
    const use = t('Use {0}', instead);
    if ((await askQuestion(localize(error.userMessage), [], use)) !== use) throw error;
    return work(withOrigin(url, instead));
  }
}
