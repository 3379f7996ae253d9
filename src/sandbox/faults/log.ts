import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Json } from '../json';

/** One arrival. `status` is what was, or was to be, answered, 0 without an answer; `at` is in milliseconds since 1970. */
export interface Entry {
  at: number;
  method: string;
  path: string;
  query: string[];
  headers: string[];
  authorization: boolean;
  status: number;
  bytesIn: number;
  connection: number;
}

/** What arrived, without a value that could be a secret: of a query and of the headers only the names are kept. */
export class ArrivalLog {
  private entries: Entry[] = [];
  private connections = 0;
  private readonly numbers = new WeakMap<Socket, number>();

  connected(socket: Socket): void {
    this.connections++;
    this.numbers.set(socket, this.connections);
  }

  /** `hide` takes secrets out of a path. */
  arrived(request: IncomingMessage, at: number, hide: (path: string) => string): Entry {
    const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
    const entry: Entry = {
      at,
      method: request.method ?? 'GET',
      path: hide(path),
      query: [...new URLSearchParams(query).keys()],
      headers: Object.keys(request.headers),
      authorization: request.headers.authorization !== undefined,
      status: 0,
      bytesIn: 0,
      connection: this.numbers.get(request.socket) ?? 0,
    };
    this.entries.push(entry);
    return entry;
  }

  clear(): void {
    this.entries = [];
  }

  view(): Json {
    return { connections: this.connections, entries: this.entries.map((entry) => ({ ...entry })) };
  }
}
