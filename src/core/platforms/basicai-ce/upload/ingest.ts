import { lookUp } from '../../../model/lookUp';
import { text, type Text } from '../../../model/text';
import { PlatformError } from '../../../net/errors';
import type { SessionContext } from '../../../net/sessionContext';
import type { UploadReport } from '../../../contract';
import type { CeClient } from '../api/client';
import type { UploadRecord } from '../api/wire';

/** Waits between two questions, in ms: short at first, since small uploads take less than a second. */
const pauses = [200, 400, 800, 1_500, 2_500, 3_000];
/** After so long in the queue it is asked less often, in ms. */
const longQueue = 120_000;
const queuePause = 10_000;
/** How long a record may stand still once the server works on it, in ms: what breaks its worker stands for ever. */
const stallAfter = 120_000;
/** The longest wait in the queue, in ms: the uploads of others come first, and there may be many. */
const queuedFor = 24 * 60 * 60_000;
/** A wait that others seldom cause, in ms. */
const strangeWait = 30 * 60_000;
/** A wait shorter than this is not worth a word, in ms. */
const shortWait = 10_000;
/** The server works on one upload after the other; these are records that it has not begun to take in. */
const queued: ReadonlySet<string> = new Set(['UNSTARTED', 'DOWNLOAD_COMPLETED']);

/** Follows an upload record to its end. @throws PlatformError when it failed or stands still, with the record shown */
export async function waitForIngest(
  client: CeClient,
  context: SessionContext,
  serial: string,
  report: UploadReport,
  signal: AbortSignal,
): Promise<void> {
  let last = '';
  let moved = context.clock.now();
  for (let n = 0; ; n++) {
    const record = (await client.uploadRecords([serial], signal)).find((one) => one.serialNumber === serial);
    if (record?.status === 'FAILED') throw failed(record);
    if (record) report.ingested(record.parsedDataNum ?? 0, record.totalDataNum);
    if (record?.status === 'PARSE_COMPLETED') {
      if (record.errorMessage) report.warned(warning(record.errorMessage));
      return;
    }
    const now = signOf(record);
    if (now !== last) [last, moved] = [now, context.clock.now()];
    const still = context.clock.now() - moved;
    const waits = record !== undefined && queued.has(record.status);
    const retryDelaysMs = waits ? queuedFor : stallAfter;
    if (still >= retryDelaysMs) throw stalled(serial, record, retryDelaysMs);
    report.waits?.(waits && still >= shortWait ? inQueue(still) : undefined);
    await context.clock.sleep(waits && still >= longQueue ? queuePause : pauseAfter(n), signal);
  }
}

function pauseAfter(n: number): number {
  return pauses[Math.min(n, pauses.length - 1)] ?? stallAfter;
}

function inQueue(ms: number): Text {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return text('Waiting in the server queue: other uploads come first.');
  if (ms < strangeWait) return text('Waiting in the server queue for {0} min: other uploads come first.', minutes);
  return text(
    'Waiting in the server queue for {0} min. Cancel if nobody else is uploading: the server may have dropped it.',
    minutes,
  );
}

/** Serial numbers without a record are just absent from the answer. */
function signOf(record: UploadRecord | undefined): string {
  return record ? `${record.status} ${record.downloadedFileSize ?? '-'} ${record.parsedDataNum ?? '-'}` : 'absent';
}

function stalled(serial: string, record: UploadRecord | undefined, retryDelaysMs: number): PlatformError {
  return new PlatformError(
    'unavailable',
    text(
      'The server has not moved on for {0} s. Upload record {1}: {2}, {3} of {4} items.',
      Math.round(retryDelaysMs / 1000),
      serial,
      record?.status ?? '?',
      record?.parsedDataNum ?? 0,
      record?.totalDataNum ?? '?',
    ),
    { code: record?.status ?? 'absent' },
  );
}

/** The server's texts on failure → what they mean for a person. */
const failures: Readonly<Record<string, Text>> = {
  'The format of the compressed package is incorrect': text(
    'The server found no folder that it knows in the archive: "image_0", "lidar_point_cloud_0" or "text", by the type of the dataset.',
  ),
  'Compressed package is empty': text('The server found the archive empty.'),
  'Incorrect file format': text('The server does not take files of this kind.'),
  'Dataset not found': text('The dataset no longer exists.'),
  'File url error': text('The server could not fetch the file from its own store.'),
};

function failed(record: UploadRecord): PlatformError {
  const serverMessage = record.errorMessage ?? '';
  return new PlatformError(
    'invalid',
    lookUp(failures, serverMessage) ?? text('The server refused the upload: {0}', serverMessage),
    {
      code: 'FAILED',
    },
  );
}

function warning(serverMessage: string): Text {
  if (/^Duplicate data names?;$/.test(serverMessage))
    return text('The server skipped names that were already in the dataset.');
  const scene = /^Duplicate scene names:([^;]*);$/.exec(serverMessage)?.[1];
  if (scene !== undefined) return text('The dataset already has the scene "{0}"; its frames were skipped.', scene);
  return text('The server says: {0}', serverMessage);
}
