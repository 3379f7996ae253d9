import { textAnswer, type Answer } from '../../../../src/sandbox/http/answer';
import type { StoredObject } from '../../../../src/sandbox/store/objects';
import type { App } from '../app';
import { escapeXml, obsError } from './errors';

const maxKeysPerPage = 1000;

/** What a page of a bucket shows: objects and, with a delimiter, folders, in one order. */
interface Page {
  objects: StoredObject[];
  folders: string[];
  next: string | undefined;
}

/** `GET /bucket?prefix&marker&max-keys&delimiter`: `marker` is exclusive (MA-60). */
export function listBucket(app: App, bucket: string, query: URLSearchParams): Answer {
  const prefix = query.get('prefix') ?? '';
  const marker = query.get('marker') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const asked = query.get('max-keys') ?? String(maxKeysPerPage);
  if (!/^\d{1,9}$/.test(asked)) return obsError('InvalidArgument');
  const limit = Math.min(Number(asked), maxKeysPerPage);
  const page = readPage(app, `${bucket}/`, { prefix, marker, delimiter, limit });
  const members = [
    element('Name', bucket),
    element('Prefix', prefix),
    element('Marker', marker),
    page.next === undefined ? '' : element('NextMarker', page.next),
    element('MaxKeys', String(limit)),
    delimiter === '' ? '' : element('Delimiter', delimiter),
    element('IsTruncated', String(page.next !== undefined)),
    ...page.objects.map((object) => contents(object, bucket)),
    ...page.folders.map((folder) => `<CommonPrefixes>${element('Prefix', folder)}</CommonPrefixes>`),
  ];
  const body = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<ListBucketResult xmlns="http://obs.myhwclouds.com/doc/2015-06-30/">${members.join('')}</ListBucketResult>`;
  return textAnswer(200, 'application/xml', body);
}

interface Asked {
  prefix: string;
  marker: string;
  delimiter: string;
  limit: number;
}

function readPage(app: App, root: string, { prefix, marker, delimiter, limit }: Asked): Page {
  const page: Page = { objects: [], folders: [], next: undefined };
  let last = '';
  for (const object of app.objects.list(`${root}${prefix}`, `${root}${marker}`)) {
    const key = object.key.slice(root.length);
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const shown = cut < 0 ? key : key.slice(0, cut + delimiter.length);
    if (cut >= 0 && (shown === last || shown <= marker)) continue;
    if (page.objects.length + page.folders.length >= limit) return { ...page, next: last };
    last = shown;
    if (cut < 0) page.objects.push(object);
    else page.folders.push(shown);
  }
  return page;
}

function contents({ key, at, md5, size }: StoredObject, bucket: string): string {
  const members = [
    element('Key', key.slice(bucket.length + 1)),
    element('LastModified', new Date(at).toISOString()),
    element('ETag', `"${md5}"`),
    element('Size', String(size)),
    element('StorageClass', 'STANDARD'),
  ];
  return `<Contents>${members.join('')}</Contents>`;
}

function element(name: string, text: string): string {
  return `<${name}>${escapeXml(text)}</${name}>`;
}
