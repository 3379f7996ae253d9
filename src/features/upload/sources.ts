import { FileType, Uri, workspace } from 'vscode';
import { text, type Text } from '../../core/model/text';
import { isPlatformError } from '../../core/net/errors';
import type { Source } from '../../core/platforms/platform';
import type { Finding } from '../../core/transfer/plan';
import { localSource } from '../../core/transfer/localSource';

export interface Gathered {
  readonly sources: readonly Source[];
  readonly findings: readonly Finding[];
}

/** Turns what the explorer, a picker or a drop gave into bytes to send. What is no file is named, not dropped. */
export async function gather(uris: readonly Uri[]): Promise<Gathered> {
  const unique = [...new Map(uris.map((uri) => [uri.toString(), uri])).values()];
  const found = await Promise.all(unique.map(one));
  return {
    sources: found.flatMap((each) => ('source' in each ? each.source : [])),
    findings: found.flatMap((each) => ('finding' in each ? each.finding : [])),
  };
}

async function one(uri: Uri): Promise<{ source: Source } | { finding: Finding }> {
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  if (uri.scheme !== 'file')
    return unusable(name, text('Only files of this machine can be uploaded; this one is on "{0}".', uri.scheme));
  try {
    const { type } = await workspace.fs.stat(uri);
    if (type & FileType.Directory) return unusable(name, text('It is a folder. Select the pictures in it, or a zip.'));
    return { source: await localSource(uri.fsPath) };
  } catch (error) {
    return unusable(name, isPlatformError(error) ? error.said : text('It cannot be read.'));
  }
}

function unusable(name: string, said: Text): { finding: Finding } {
  return { finding: { kind: 'unsupported', name, said } };
}

/** Files of a `text/uri-list`: one a line, comments begin with `#`. */
export function readUriList(list: string): Uri[] {
  return list
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => Uri.parse(line, true));
}
