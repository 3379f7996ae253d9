import type { Readable } from 'node:stream';

/** What a server answers. A stream needs its length, in bytes. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body?: Buffer | { length: number; open: () => Readable };
}

export function textAnswer(status: number, type: string, text: string, headers: Record<string, string> = {}): Answer {
  return { status, headers: { 'content-type': type, ...headers }, body: Buffer.from(text) };
}

/** The pages of the proxy in front of the platform. */
export function proxyPage(status: number, title: string): Answer {
  const line = `${status} ${title}`;
  const page = `<html>\r\n<head><title>${line}</title></head>\r\n<body>\r\n<center><h1>${line}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
  return textAnswer(status, 'text/html', page);
}

export function bodyLength(answer: Answer): number {
  return answer.body?.length ?? 0;
}

/** The whole body in memory. */
export async function wholeBody(answer: Answer): Promise<Buffer> {
  if (answer.body === undefined) return Buffer.alloc(0);
  if (Buffer.isBuffer(answer.body)) return answer.body;
  const parts: Buffer[] = [];
  for await (const part of answer.body.open()) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
