import { isPlatformError } from '../../core/net/errors';
import type { SessionContext } from '../../core/net/sessionContext';
import type { ErrorReporter } from '../../editor/api/report';

/** How long a host may take to answer at all, in ms. */
const reachLimitMs = 15_000;

/**
 * What is wrong with a host, before anybody types a key for it; undefined when it answers, whatever it answers. Nothing
 * secret is sent.
 * @param url the base URL that the connection will have
 */
export async function checkHost(
  context: SessionContext,
  report: Pick<ErrorReporter, 'words'>,
  url: string,
): Promise<string | undefined> {
  try {
    const limits = { connect: reachLimitMs, idle: reachLimitMs, whole: reachLimitMs };
    const { body } = await context.http.stream({ method: 'GET', url, limits }, AbortSignal.timeout(reachLimitMs));
    body.on('error', () => undefined).destroy();
    return undefined;
  } catch (error) {
    if (!isPlatformError(error)) throw error;
    return report.words(error);
  }
}
