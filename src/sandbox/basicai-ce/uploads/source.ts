import { request } from 'node:http';
import { isLoopbackHost } from '../../http/guard';
import { decodeText } from '../../http/router';
import { readable } from '../../store/s3';
import { internalStoreHost, type App } from '../app';

/** Bytes that an upload reads: a file on disk, its length in bytes. */
export interface ResultSource {
  path: string;
  size: number;
  /** Forgets a copy that was made for reading. */
  release: () => Promise<void>;
}

/** Milliseconds to connect to a foreign server. */
const connectTimeoutMs = 1000;

/**
 * Fetches what a `fileUrl` points at, with the signature that it carries; `undefined` when that is not answered with
 * 200. The store's own links, internal or through the proxy, are read in place.
 */
export async function fetchSource(app: App, url: URL, ownHost: string): Promise<ResultSource | undefined> {
  const path = storePath(url, ownHost);
  if (path === undefined) return download(app, url);
  const object = readable(app.bucket, path, url.searchParams);
  return object && { path: app.objects.pathOf(object), size: object.size, release: () => Promise.resolve() };
}

function storePath(url: URL, ownHost: string): string | undefined {
  if (url.protocol !== 'http:') return undefined;
  if (url.host === internalStoreHost) return decodeText(url.pathname);
  const own = url.host === ownHost || (isLoopbackHost(url.host) && url.port === ownHost.split(':').at(-1));
  return own && url.pathname.startsWith('/minio/') ? decodeText(url.pathname.slice('/minio'.length)) : undefined;
}

function download(app: App, url: URL): Promise<ResultSource | undefined> {
  if (url.protocol !== 'http:') return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const sent = request(url, { timeout: connectTimeoutMs }, (response) => {
      if (response.statusCode !== 200) {
        response.resume();
        resolve(undefined);
        return;
      }
      app.objects.land(response as AsyncIterable<Buffer>).then(
        (landed) => {
          resolve({ path: landed.file, size: landed.size, release: () => app.objects.discard(landed) });
        },
        () => {
          resolve(undefined);
        },
      );
    });
    sent.on('timeout', () => sent.destroy());
    sent.on('error', () => {
      resolve(undefined);
    });
    sent.end();
  });
}
