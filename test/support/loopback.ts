import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTcp, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** A small server of a test's own, on 127.0.0.1. */
export interface Loopback {
  readonly url: string;
  readonly host: string;
  /** Connections that were ever made. */
  readonly made: () => number;
  /** Connections that are open now. */
  readonly open: () => number;
  readonly arrivals: readonly IncomingMessage[];
}

const running = new Map<Server, Set<Socket>>();

/** Answers requests; a handler that does nothing leaves them hanging. */
export async function httpServer(handler: RequestListener): Promise<Loopback> {
  const arrivals: IncomingMessage[] = [];
  const server = createServer({ keepAliveTimeout: 30_000 }, (request, response) => {
    arrivals.push(request);
    request.on('error', () => undefined);
    handler(request, response);
  });
  return { ...(await listen(server)), arrivals };
}

/** Hands out raw connections. */
export async function tcpServer(handler: (socket: Socket) => void): Promise<Loopback> {
  const server = createTcp(handler);
  return { ...(await listen(server)), arrivals: [] };
}

async function listen(server: Server): Promise<Omit<Loopback, 'arrivals'>> {
  const sockets = new Set<Socket>();
  running.set(server, sockets);
  let made = 0;
  server.on('connection', (socket: Socket) => {
    made++;
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: `http://${host}`, host, made: () => made, open: () => sockets.size };
}

/** Ends every server that a test started. */
export async function closeAll(): Promise<void> {
  const servers = [...running];
  running.clear();
  await Promise.all(
    servers.map(([server, sockets]) => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    }),
  );
}

/** What a promise gives, unless it takes too long. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  const stop = new AbortController();
  const late = wait(ms, undefined, stop).then(() => assert.fail(`it took more than ${ms} ms`));
  late.catch(() => undefined);
  return Promise.race([promise, late]).finally(() => stop.abort());
}

/** Waits until something holds. */
export async function until(holds: () => boolean, ms = 1_500): Promise<void> {
  const end = Date.now() + ms;
  while (!holds()) {
    if (Date.now() > end) assert.fail(`it did not hold within ${ms} ms: ${holds.toString()}`);
    await wait(5);
  }
}
