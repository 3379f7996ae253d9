import type { ServerResponse } from 'node:http';
import { STATUS_CODES } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Action } from '../faults/rules';
import { bodyLength, wholeBody, type Answer } from './answer';

/** Sends an answer whole. */
export async function deliver(response: ServerResponse, answer: Answer): Promise<void> {
  response.writeHead(answer.status, { ...answer.headers, 'content-length': bodyLength(answer) });
  if (answer.body === undefined || response.req.method === 'HEAD') {
    response.end();
    return;
  }
  if (Buffer.isBuffer(answer.body)) {
    response.end(answer.body);
    return;
  }
  await pipeline(answer.body.open(), response);
}

/** The faults that spoil an answer on its way. */
export type Spoiling = Extract<Action, { type: 'cut' | 'drip' | 'wrongLength' | 'duplicate' }>;

export function isSpoiling(action: Action): action is Spoiling {
  return ['cut', 'drip', 'wrongLength', 'duplicate'].includes(action.type);
}

/** Sends an answer the way a fault wants it. */
export async function deliverBadly(response: ServerResponse, answer: Answer, action: Spoiling): Promise<void> {
  const body = await wholeBody(answer);
  if (action.type === 'cut') await cut(response, answer, body, action.afterBytes);
  else if (action.type === 'drip') await drip(response, answer, body, action.bytesPerSecond);
  else if (action.type === 'wrongLength') await withLength(response, answer, body, body.length + action.add);
  else twice(response, answer, body);
}

async function cut(response: ServerResponse, answer: Answer, body: Buffer, after: number): Promise<void> {
  if (after <= 0) {
    response.socket?.destroy();
    return;
  }
  response.writeHead(answer.status, { ...answer.headers, 'content-length': body.length });
  await written(response, body.subarray(0, after));
  response.socket?.destroy();
}

async function drip(response: ServerResponse, answer: Answer, body: Buffer, bytesPerSecond: number): Promise<void> {
  const step = Math.max(1, Math.round(bytesPerSecond / 20));
  response.writeHead(answer.status, { ...answer.headers, 'content-length': body.length });
  for (let at = 0; at < body.length && !response.destroyed; at += step) {
    await written(response, body.subarray(at, at + step));
    await wait((step / bytesPerSecond) * 1000);
  }
  response.end();
}

/** A length that is no truth: with more announced than sent, the connection closes early. */
async function withLength(response: ServerResponse, answer: Answer, body: Buffer, length: number): Promise<void> {
  response.writeHead(answer.status, { ...answer.headers, 'content-length': Math.max(0, length) });
  await written(response, body);
  response.socket?.destroySoon();
}

/** The same answer two times on the connection, as from a broken proxy. */
function twice(response: ServerResponse, answer: Answer, body: Buffer): void {
  const headers = Object.entries({ ...answer.headers, 'content-length': String(body.length) });
  const head = `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}\r\n${headers.map(([k, v]) => `${k}: ${v}\r\n`).join('')}\r\n`;
  const once = Buffer.concat([Buffer.from(head), body]);
  response.socket?.end(Buffer.concat([once, once]));
}

function written(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    response.write(bytes, () => {
      resolve();
    });
  });
}
