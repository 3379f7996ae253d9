import { text } from '../../../model/text';
import { PlatformError } from '../../../net/errors';
import type { SessionContext } from '../../../net/sessionContext';
import type { ExportReport } from '../../../contract';
import type { CeClient } from '../api/client';
import type { ExportRecord } from '../api/wire';

/** Waits between two questions, in ms. */
const pauses = [200, 400, 800, 1_500, 2_500, 3_000];
/** How long a record may stand still, in ms: a worker that failed leaves it in GENERATING for ever (CE-65). */
const stallAfter = 120_000;

/**
 * Follows an export to COMPLETED or FAILED.
 * @throws PlatformError when it stands still, with the record shown
 */
export async function followExport(
  client: CeClient,
  context: SessionContext,
  serial: string,
  format: string,
  report: ExportReport,
  signal: AbortSignal,
): Promise<ExportRecord> {
  let last = '';
  let moved = context.clock.now();
  for (let n = 0; ; n++) {
    const record = (await client.exportRecords([serial], signal)).find((one) => one.serialNumber === serial);
    if (record?.status === 'FAILED' || (record?.status === 'COMPLETED' && record.filePath !== undefined)) return record;
    if (record) report.generated(record.generatedNum ?? 0, countable(record.totalNum));
    const now = record ? `${record.status} ${record.generatedNum ?? '-'}` : 'absent';
    if (now !== last) [last, moved] = [now, context.clock.now()];
    if (context.clock.now() - moved >= stallAfter) throw stalled(serial, record, format);
    await context.clock.sleep(pauses[Math.min(n, pauses.length - 1)] ?? 3_000, signal);
  }
}

/** Above 1,000 items the server counts wrongly (CE-66): then the number is only a sign of life. */
function countable(total: number | undefined): number | undefined {
  return total !== undefined && total <= 1_000 ? total : undefined;
}

function stalled(serial: string, record: ExportRecord | undefined, format: string): PlatformError {
  return new PlatformError(
    'unavailable',
    text(
      'The server has not moved on for {0} s. Export record {1}: {2}, {3} of {4} items.',
      Math.round(stallAfter / 1000),
      serial,
      record?.status ?? '?',
      record?.generatedNum ?? 0,
      record?.totalNum ?? '?',
    ),
    {
      code: record?.status ?? 'absent',
      // Published servers of 0.9.1 hang on it.
      ...(format === 'COCO' && { remedy: text('Export as Xtreme1 JSON instead; it holds the same annotations.') }),
    },
  );
}
