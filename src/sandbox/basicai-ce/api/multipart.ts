import type { Arrival } from '../../http/arrival';
import { unforeseen } from './errors';

export interface Form {
  fields: Map<string, string>;
  file: { name: string; bytes: Buffer };
}

/** Bytes of a form that the server takes: Spring's default. */
const maxFormBytes = 1_048_576;

/** Reads a form with one file. */
export async function readForm(arrival: Arrival): Promise<Form> {
  const boundary = /boundary="?([^";]+)"?/.exec(arrival.header('content-type') ?? '')?.[1];
  const body = await arrival.body();
  if (boundary === undefined)
    throw unforeseen(
      'org.springframework.web.multipart.MultipartException: Current request is not a multipart request',
    );
  if (body.length > maxFormBytes) throw unforeseen('org.springframework.web.multipart.MaxUploadSizeExceededException');
  const form: Form = { fields: new Map(), file: { name: '', bytes: Buffer.alloc(0) } };
  for (const part of parts(body, Buffer.from(`--${boundary}`))) take(form, part);
  return form;
}

function* parts(body: Buffer, mark: Buffer): Generator<Buffer> {
  for (let at = body.indexOf(mark); at >= 0;) {
    const from = at + mark.length + 2;
    const next = body.indexOf(mark, from);
    if (next < 0) return;
    yield body.subarray(from, next - 2);
    at = next;
  }
}

function take(form: Form, part: Buffer): void {
  const end = part.indexOf('\r\n\r\n');
  const head = part.toString('utf8', 0, end);
  const bytes = part.subarray(end + 4);
  const name = /[; ]name="([^"]*)"/.exec(head)?.[1] ?? '';
  const file = /filename="([^"]*)"/.exec(head)?.[1];
  if (file === undefined) form.fields.set(name, bytes.toString('utf8'));
  else form.file = { name: file, bytes };
}
