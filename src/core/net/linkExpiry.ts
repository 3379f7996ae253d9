/** How stores write until when a signed link works: a beginning with a life, or an end. */
const forms: readonly ((read: (name: string) => string | undefined) => number | undefined)[] = [
  // Amazon S3 and MinIO (SigV4), Google Cloud Storage, Huawei OBS: a time of signing and a life in seconds
  (read) => addLife(read('x-amz-date'), read('x-amz-expires')),
  (read) => addLife(read('x-goog-date'), read('x-goog-expires')),
  (read) => addLife(read('x-obs-date'), read('x-obs-expires')),
  // Tencent COS: `q-sign-time=beginning;end` in seconds
  (read) => seconds(read('q-sign-time')?.split(';')[1]),
  // Amazon S3 (SigV2), Huawei OBS, Aliyun OSS: seconds since 1970
  (read) => seconds(read('expires')),
  // Azure: an ISO time
  (read) => (read('sig') === undefined ? undefined : milliseconds(Date.parse(read('se') ?? ''))),
];

/** Until when a signed link works, as its query tells it; undefined where it tells nothing. Never throws. */
export function readLinkExpiry(url: string): Date | undefined {
  if (!URL.canParse(url)) return undefined;
  const query = new Map([...new URL(url).searchParams].map(([name, value]) => [name.toLowerCase(), value]));
  for (const form of forms) {
    const end = form((name) => query.get(name));
    if (end !== undefined) return new Date(end);
  }
  return undefined;
}

/** `20260131T235959Z` and a number of seconds. */
function addLife(date: string | undefined, life: string | undefined): number | undefined {
  const iso = date?.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  if (iso === undefined || !/^\d{1,9}$/.test(life ?? '')) return undefined;
  return milliseconds(Date.parse(iso) + Number(life) * 1000);
}

function seconds(text: string | undefined): number | undefined {
  return /^\d{9,11}$/.test(text ?? '') ? milliseconds(Number(text) * 1000) : undefined;
}

const milliseconds = (value: number) => (Number.isFinite(value) ? value : undefined);
