import { lookUp } from '../../model/lookUp';
import { text, type Text } from '../../model/text';
import { PlatformError } from '../../net/errors';
import type { Kit } from '../../net/kit';
import type { UploadReport } from '../platform';
import type { Client } from './client';
import type { UploadRecord } from './wire';

/** Waits between two questions, in ms: short at first, since small uploads take less than a second. */
const pauses = [200, 400, 800, 1_500, 2_500, 3_000];
/**
 * How long a record may stand still, in ms. Pictures that cannot be decoded and broken archives leave it standing
 * forever (quirk 24). The server works on two uploads at a time, so an unstarted one may have to wait for others.
 */
const stallAfter = 120_000;
const queuedFor = 15 * 60_000;

/** Follows an upload record to its end. @throws PlatformError when it failed or stands still, with the record shown */
export async function follow(
  client: Client,
  kit: Kit,
  serial: string,
  report: UploadReport,
  signal: AbortSignal,
): Promise<void> {
  let last = '';
  let moved = kit.clock.now();
  for (let n = 0; ; n++) {
    const record = (await client.uploadRecords([serial], signal)).find((one) => one.serialNumber === serial);
    if (record?.status === 'FAILED') throw failed(record);
    if (record) report.ingested(record.parsedDataNum ?? 0, record.totalDataNum);
    if (record?.status === 'PARSE_COMPLETED') {
      if (record.errorMessage) report.warned(warning(record.errorMessage));
      return;
    }
    const now = signOf(record);
    if (now !== last) [last, moved] = [now, kit.clock.now()];
    const patience = record?.status === 'UNSTARTED' ? queuedFor : stallAfter;
    if (kit.clock.now() - moved >= patience) throw stalled(serial, record, patience);
    await kit.clock.sleep(pauses[Math.min(n, pauses.length - 1)] ?? 3_000, signal);
  }
}

/** Serial numbers without a record are just absent from the answer. */
function signOf(record: UploadRecord | undefined): string {
  return record ? `${record.status} ${record.downloadedFileSize ?? '-'} ${record.parsedDataNum ?? '-'}` : 'absent';
}

function stalled(serial: string, record: UploadRecord | undefined, patience: number): PlatformError {
  return new PlatformError(
    'unavailable',
    text(
      'The server has not moved on for {0} s. Upload record {1}: {2}, {3} of {4} items.',
      Math.round(patience / 1000),
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
  'Dataset not found': text('The dataset is gone.'),
  'File url error': text('The server could not fetch the file from its own store.'),
};

function failed(record: UploadRecord): PlatformError {
  const told = record.errorMessage ?? '';
  return new PlatformError('invalid', lookUp(failures, told) ?? text('The server refused the upload: {0}', told), {
    code: 'FAILED',
  });
}

function warning(told: string): Text {
  if (/^Duplicate data names?;$/.test(told))
    return text('Some names were in the dataset already and were left out by the server.');
  const scene = /^Duplicate scene names:([^;]*);$/.exec(told)?.[1];
  if (scene !== undefined) return text('The dataset has the scene "{0}" already; its frames were left out.', scene);
  return text('The server says: {0}', told);
}
