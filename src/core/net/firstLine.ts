import { cutText, oneLine, visibleText } from '../model/plainText';

/** Of a body so much is looked at, in bytes: what a server has to say stands at its beginning. */
const looked = 64 * 1024;
const longest = 200;

/** The first line that says something, without tags, scripts and styles, at most 200 characters. Linear in the body. */
export function firstLine(body: Uint8Array | string): string {
  const head =
    typeof body === 'string' ? body.slice(0, looked) : Buffer.from(body.subarray(0, looked)).toString('utf8');
  for (const part of texts(head))
    for (const line of part.split('\n')) {
      const plain = visibleText(oneLine(line)).trim();
      if (plain !== '') return cutText(plain, longest);
    }
  return '';
}

const opening = /<(script|style)[\s/>]|</giy;

/** What stands between the tags. Each character is looked at a fixed number of times. */
function* texts(html: string): Generator<string> {
  for (let at = 0; at < html.length;) {
    const tag = html.indexOf('<', at);
    const end = tag < 0 ? -1 : endOfTag(html, tag);
    if (end < 0) {
      yield html.slice(at);
      return;
    }
    yield html.slice(at, tag);
    at = end;
  }
}

/** Where the tag at `tag` ends, with all of a script or a style, which may go on to the end; -1 for what is no tag. */
function endOfTag(html: string, tag: number): number {
  opening.lastIndex = tag;
  const name = opening.exec(html)?.[1];
  if (name === undefined) return html.indexOf('>', tag) + 1 || -1;
  const closing = new RegExp(`</${name}[^>]{0,99}>`, 'gi');
  closing.lastIndex = tag;
  return closing.exec(html) === null ? html.length : closing.lastIndex;
}
