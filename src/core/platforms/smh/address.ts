import { text, type Text } from '../../model/text';
import { isLoopback } from '../../net/hosts/urls';

const plain = text('SMH requires https://.');

/** The token travels in the URL (SMH-2), so that nothing is asked without encryption but on this machine. */
export function addressProblem(url: string): Text | undefined {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || isLoopback(hostname) ? undefined : plain;
}
