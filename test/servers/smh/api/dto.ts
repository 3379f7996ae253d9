import { mimeType } from '../../../../src/sandbox/mime';
import type { Json, JsonObject } from '../../../../src/sandbox/json';
import { parseJson } from '../../../../src/sandbox/json';
import { wireTime } from '../app';
import type { Entry } from '../entries/entries';

type Dto = Readonly<Record<string, Json | undefined>>;

/** An entry as listings show it (SMH-15, SMH-7). Sizes and sums are decimal texts. */
export function entryDto(entry: Entry): Dto {
  const times = {
    creationTime: wireTime(entry.createdAt),
    modificationTime: wireTime(entry.updatedAt),
    versionId: entry.version,
    userId: entry.userId ?? undefined,
  };
  return { name: entry.name, type: entry.type, ...(entry.isFile ? fileDto(entry) : {}), ...times };
}

function fileDto(entry: Entry): Dto {
  const picture = entry.type === 'image';
  return {
    size: String(entry.size),
    eTag: quoted(entry.etag),
    crc64: entry.crc64 ?? undefined,
    contentType: mimeType(entry.name),
    fileType: entry.type === 'file' ? 'other' : entry.type,
    previewByCI: picture,
    previewByDoc: entry.name.endsWith('.pdf'),
    previewAsIcon: picture,
    metaData: {},
    labels: parseJson(entry.labels) as Json,
    category: entry.category ?? undefined,
  };
}

/** An ETag with its quotes. */
export function quoted(etag: string | null): string {
  return `"${etag ?? ''}"`;
}

/** Details of a file as the headers that go with a redirect; their names are inferred from those of the fields. */
export function fileHeaders(entry: Entry): Record<string, string> {
  return {
    'x-smh-type': entry.type,
    'x-smh-size': String(entry.size),
    'x-smh-etag': quoted(entry.etag),
    'x-smh-crc64': entry.crc64 ?? '0',
    'x-smh-content-type': mimeType(entry.name),
    'x-smh-creation-time': wireTime(entry.createdAt),
    'x-smh-modification-time': wireTime(entry.updatedAt),
  };
}

/** What a body says of labels and category. */
export function readTags(body: JsonObject): { labels: string | undefined; category: string | undefined } {
  const { labels, category } = body;
  const texts = Array.isArray(labels) ? labels.filter((one): one is string => typeof one === 'string') : undefined;
  return {
    labels: texts && JSON.stringify(texts),
    category: typeof category === 'string' ? category : undefined,
  };
}
