import { RecordingHttp, probe } from '../../core/probe/record';
import { text } from '../../core/model/text';
import { PlatformError } from '../../core/net/errors';
import type { Handler } from '../../editor/commandIds';
import { t } from '../../editor/l10n';
import { pickConnection } from '../../editor/pick';
import { withNotification } from '../../editor/progress';
import type { Services } from '../../editor/services';
import { notify } from '../../editor/surfaces/messages';

/** "Check this platform…": every read-only call once, and a report of the shapes that were answered. */
export function probeCommands({ sessions, secrets, explorer, documents }: Services) {
  const check: Handler = async (...args) => {
    const connection = await pickConnection(args, { sessions, explorer });
    const secret = (await secrets.get(connection)) ?? '';
    const http = new RecordingHttp(sessions.kit.http);
    const session = sessions.apart(connection, http);
    try {
      if (session.probe === undefined)
        throw new PlatformError('invalid', text('There is nothing to check on "{0}".', connection.name));
      const found = await withNotification(t('Checking "{0}"', connection.name), (tell, signal) =>
        probe(
          { platform: sessions.platformOf(connection).info, connection, secret, session, http },
          sessions.kit.clock.now(),
          tell,
          signal,
        ),
      );
      const good = found.calls.filter(({ asExpected }) => asExpected).length;
      const name = `${connection.platform}-check.json`;
      await documents.show({ name, content: `${JSON.stringify(found, null, 2)}\n` });
      void notify(
        'information',
        t(
          '{0} of {1} calls were answered as expected. The report holds shapes only: no name, no key, no link of yours.',
          good,
          found.calls.length,
        ),
      );
    } finally {
      session.close();
    }
  };
  return { 'datasets.checkPlatform': check } satisfies Partial<Record<string, Handler>>;
}
