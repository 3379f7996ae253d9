import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { control, type Controlled } from '../faults/control';
import type { Entry } from '../faults/log';
import type { Action } from '../faults/rules';
import { proxyPage, textAnswer, type Answer } from './answer';
import { Arrival } from './arrival';
import { deliver, deliverBadly, isSpoiling } from './deliver';
import { isLoopbackHost, isOwnOrigin } from './guard';

/** Request line and headers, bytes: the limit of Xtreme1's proxy (CE-5). */
const defaultHeadLimitBytes = 8192;
/** How long an idle connection is kept, milliseconds: the proxy's default. */
const idleTimeoutMs = 75_000;

/** The HTTP server of a sandbox: guards the door, keeps the log, applies faults, and lets the server answer. */
export function makeServer(on: Controlled): Server {
  const server = createServer(
    { maxHeaderSize: on.platformServer.headLimit ?? defaultHeadLimitBytes, keepAliveTimeout: idleTimeoutMs },
    (request, response) => {
      serve(on, request, response).catch(() => {
        response.destroy();
      });
    },
  );
  server.on('connection', (socket: Socket) => {
    on.log.connected(socket);
  });
  server.on('clientError', refuse);
  server.requestTimeout = 0;
  return server;
}

async function serve(on: Controlled, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.sendDate = false;
  response.setHeader('Date', new Date(on.clock.now()).toUTCString());
  const arrival = new Arrival(request);
  if (!isLoopbackHost(arrival.host) || !isOwnOrigin(arrival.header('origin'), arrival.host)) {
    await deliver(response, textAnswer(403, 'text/plain', 'This server answers local programs only.\n'));
    return;
  }
  if (arrival.path.startsWith('/sandbox/')) {
    await deliver(response, await control(on, arrival));
    return;
  }
  const entry = on.log.arrived(request, arrival.at, (path) => on.platformServer.hide?.(path) ?? path);
  on.platformServer.arrived?.(arrival);
  response.on('close', () => {
    entry.bytesIn = arrival.bytesIn;
  });
  await answer(on, arrival, entry, response);
}

async function answer(on: Controlled, arrival: Arrival, entry: Entry, response: ServerResponse): Promise<void> {
  const actions = on.faults.pick(arrival.line);
  for (const action of actions) {
    if (action.type === 'hang') return;
    if (action.type === 'delay') await wait(action.ms);
    if (action.type === 'expired') arrival.hints.expired = true;
    if (action.type === 'stuck') arrival.hints.stuck = action.status;
    if (action.type === 'cutRequest') {
      await cutRequest(arrival, response.req.socket, action.afterBytes);
      return;
    }
  }
  const made = await make(on, arrival, actions);
  const spoil = actions.find(isSpoiling);
  Object.assign(entry, { bytesIn: arrival.bytesIn, status: made.status });
  if (spoil) await deliverBadly(response, made, spoil);
  else await deliver(response, made);
}

async function make(on: Controlled, arrival: Arrival, actions: readonly Action[]): Promise<Answer> {
  const fixed = actions.find((action) => action.type === 'status');
  if (fixed) {
    await arrival.drain();
    if (fixed.body === undefined) return proxyPage(fixed.status, 'Fault');
    return textAnswer(fixed.status, fixed.contentType ?? 'text/html', fixed.body, fixed.headers);
  }
  const made = await on.platformServer.handle(arrival);
  if (!actions.some((action) => action.type === 'wrongEtag')) return made;
  return { ...made, headers: { ...made.headers, etag: `"${'0'.repeat(32)}"` } };
}

/** Takes that many bytes of the body, then resets the connection. */
async function cutRequest(arrival: Arrival, socket: Socket, after: number): Promise<void> {
  if (after > 0) for await (const part of arrival.chunks()) if (part.length > 0 && arrival.bytesIn >= after) break;
  socket.resetAndDestroy();
}

function refuse(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const line = error.code === 'HPE_HEADER_OVERFLOW' ? '414 Request-URI Too Large' : '400 Bad Request';
  socket.end(
    `HTTP/1.1 ${line}\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html><body><center><h1>${line}</h1></center></body></html>\r\n`,
  );
}
