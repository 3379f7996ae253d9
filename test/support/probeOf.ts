import type { ProbeReport } from '../../src/core/probe/report';
import { runProbe, RecordingHttp } from '../../src/core/probe/record';
import { Lab, signal } from '../contract/lab';

/** What a probe sees of a sandbox; undefined for a platform that is not probed. */
export async function probeOf(
  platform: string,
  sandbox: { readonly url: string; readonly token: string; readonly connect: Lab['connect'] },
): Promise<ProbeReport | undefined> {
  const lab = await Lab.open(platform, sandbox);
  const http = new RecordingHttp(lab.context.http);
  const session = lab.apart(http);
  try {
    if (session.probe === undefined) return undefined;
    const probed = { platform: lab.platform.info, connection: lab.connection, secret: lab.secret, session, http };
    return await runProbe(probed, Date.UTC(2026, 0, 1), () => undefined, signal());
  } finally {
    session.close();
    lab.close();
  }
}
