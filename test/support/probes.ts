import type { Connection } from '../../src/core/model/connection';
import type { Platform } from '../../src/core/contract';
import { probeCalls } from '../../src/core/probe/record';
import { ReplayingHttp } from '../../src/core/probe/replay';
import type { ProbedCall, ProbeReport } from '../../src/core/probe/report';
import { credentials, never, TestContext } from './context';

/** Runs the probe of a platform over the answers of a report. Answers the calls that no longer go as they went. */
export async function replayed(platform: Platform, report: ProbeReport): Promise<ProbedCall[]> {
  const http = new ReplayingHttp(report);
  const connection: Connection = {
    id: 'replay',
    platform: platform.info.id,
    name: 'replay',
    url: platform.info.urlField.initial ?? 'https://platform.test',
    options: report.options,
  };
  const session = platform.open(connection, credentials(report.secret), new TestContext(http));
  const again = await probeCalls(
    session,
    () => [],
    () => undefined,
    never,
  );
  const before = new Map(report.calls.map((call) => [call.call, call]));
  const differing = again.filter(({ call, asExpected }) => before.get(call)?.asExpected !== asExpected);
  const left = report.calls.filter(({ call }) => !again.some((one) => one.call === call));
  return [...differing, ...left];
}
