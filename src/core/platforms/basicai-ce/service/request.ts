import type { SessionContext } from '../../../net/sessionContext';

/** One item as the platform sends it; keys in the order of the recording. */
export type ServiceItem =
  | { readonly url: string; readonly id: number }
  | {
      readonly id: number;
      readonly imageUrls: readonly string[];
      readonly pointCloudUrl: string;
      readonly cameraConfigUrl: string | null;
    };

/** What the platform's HTTP client puts beside its requests (recorded from a real server). */
const headers = {
  Accept: 'text/html,application/json,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'User-Agent':
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/75.0.3770.142 Safari/537.36 Hutool',
  'Accept-Encoding': 'gzip, deflate',
  'Accept-Language': 'zh-CN,zh;q=0.8',
  'Content-Type': 'application/json',
  'Cache-Control': 'no-cache',
  Pragma: 'no-cache',
};

/** A service may think for long; the platform itself has no limit. In ms. */
const limits = { connect: 15_000, idle: 300_000, whole: 300_000 };

/** Sends one item to a model service as the platform does, once: where the platform tries four times, a test tells the first. */
export async function askService(context: SessionContext, url: string, item: ServiceItem, signal: AbortSignal) {
  const began = context.clock.now();
  const body = JSON.stringify({ datas: [item] });
  const { status, body: answer } = await context.http.send({ method: 'POST', url, headers, body, limits }, signal);
  return { status, body: answer.toString('utf8'), ms: context.clock.now() - began };
}
