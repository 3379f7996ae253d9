import { dirname, basename } from 'node:path';
import { FileType, Uri, workspace } from 'vscode';
import { groupBy } from '../../core/model/lists';
import type { Outcome } from '../../core/model/outcome';
import { lastOf } from '../../core/model/paths';
import { text, type Text } from '../../core/model/text';
import { isPlatformError } from '../../core/net/errors';
import type { UploadSource, UploadRules } from '../../core/contract';
import type { Issue } from '../../core/transfer/plan/issue';
import { localSource } from '../../core/transfer/localSource';
import { takesSingle } from '../../core/transfer/plan/plan';
import type { UploadSelection } from '../../core/transfer/plan/selection';
import { folderTree } from '../../core/transfer/plan/tree';

export interface CollectedFiles extends UploadSelection {
  readonly issues: readonly Issue[];
  /** What became of items on the way here that cannot be sent: told with the rest. */
  readonly settled?: readonly Outcome[];
  /** Called when all of it has arrived: the sources are no longer needed. */
  readonly release?: () => Promise<void>;
}

/**
 * Turns what the explorer, a picker or a drop gave into bytes to send. Folders that stand beside each other are one tree,
 * with the files beside them that the target takes in a folder only. What is unusable is named, not dropped.
 */
export async function gatherFiles(
  uris: readonly Uri[],
  rules: UploadRules,
  signal: AbortSignal,
): Promise<CollectedFiles> {
  const unique = [...new Map(uris.map((uri) => [uri.toString(), uri])).values()];
  const found = await Promise.all(unique.map((uri) => one(uri, rules)));
  const inTrees = found.flatMap((each) => ('tree' in each ? each.tree : []));
  const trees = [...groupBy(inTrees, dirname)].map(([above, paths]) => {
    const [only] = paths;
    return folderTree(basename(paths.length === 1 && only !== undefined ? only : above), paths, signal);
  });
  return {
    sources: found.flatMap((each) => ('source' in each ? each.source : [])),
    trees: await Promise.all(trees),
    issues: found.flatMap((each) => ('issue' in each ? each.issue : [])),
  };
}

type One = { readonly source: UploadSource } | { readonly tree: string } | { readonly issue: Issue };

async function one(uri: Uri, rules: UploadRules): Promise<One> {
  const name = lastOf(uri.path);
  if (uri.scheme !== 'file')
    return unusable(name, text('Only files of this machine can be uploaded; this one is on "{0}".', uri.scheme));
  try {
    const { type } = await workspace.fs.stat(uri);
    const extension = /\.[^.]+$/.exec(name)?.[0].toLowerCase() ?? '';
    const loose = rules.looseFiles.has(extension) && !takesSingle(rules, extension);
    if (type & FileType.Directory || loose) return { tree: uri.fsPath };
    return { source: await localSource(uri.fsPath) };
  } catch (error) {
    return unusable(name, isPlatformError(error) ? error.userMessage : text('It cannot be read.'));
  }
}

function unusable(name: string, message: Text): { issue: Issue } {
  return { issue: { kind: 'unsupported', name, message } };
}

/** Files of a `text/uri-list`: one a line, comments begin with `#`. */
export function readUriList(list: string): Uri[] {
  return list
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => Uri.parse(line, true));
}
