import { RecordingHttp, runProbe } from '../../core/probe/record';
import { text } from '../../core/model/text';
import { PlatformError } from '../../core/net/errors';
import type { CommandHandler } from '../../editor/api/commandIds';
import { t } from '../../editor/text/l10n';
import { pickConnection } from '../../editor/tree/pick';
import { withNotification } from '../../editor/api/progress';
import type { Services } from '../../editor/services';
import { notify } from '../../editor/surfaces/messages';

/** "Check this platform…": every read-only call once, and a report of the shapes that were answered. */
export function probeCommands({ sessions, secrets, datasetTree, documents }: Services) {
  const check: CommandHandler = async (...args) => {
    const connection = await pickConnection(args, { sessions, datasetTree });
    const secret = (await secrets.get(connection)) ?? '';
    const http = new RecordingHttp(sessions.context.http);
    const session = sessions.apart(connection, http);
    try {
      if (session.probe === undefined)
        throw new PlatformError('invalid', text('"{0}" has nothing to diagnose.', connection.name));
      const found = await withNotification(t('Checking "{0}"', connection.name), (report, signal) =>
        runProbe(
          { platform: sessions.platformOf(connection).info, connection, secret, session, http },
          sessions.context.clock.now(),
          report,
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
  return { 'datasets.checkPlatform': check } satisfies Partial<Record<string, CommandHandler>>;
}
