import { text, type Text } from '../../model/text';
import { isLoopback } from '../../net/urls';

const plain = text('SMH is asked over https:// only.');

/** The token travels in the URL (section 3), so that nothing is asked without encryption but on this machine. */
export function addressProblem(url: string): Text | undefined {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || isLoopback(hostname) ? undefined : plain;
}
