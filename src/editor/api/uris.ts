import { Uri } from 'vscode';
import type { Connection } from '../../core/model/connection';
import type { Node, Ref } from '../../core/model/node';
import { tabName } from '../surfaces/surface';

export const fileScheme = 'dataset';
export const detailsScheme = 'dataset-details';

/**
 * `dataset://<connection>/<ref>/<number of the file>/<file name>`: found again after a reload, without a link. The name is
 * there for tabs and breadcrumbs, which show a path as it is; nothing is found by it.
 */
export function fileUri(connection: Connection, node: Node, index: number): Uri {
  const name = node.files?.[index]?.name ?? node.name;
  return at(fileScheme, connection, `${written(node.ref)}/${index}/${tabName(name)}`);
}

/** `dataset-details://<connection>/<ref>/<name>.md` */
export function detailsUri(connection: Connection, node: Node): Uri {
  return at(detailsScheme, connection, `${written(node.ref)}/${tabName(node.name)}.md`);
}

export interface UriPlace {
  readonly connectionId: string;
  readonly ref: Ref;
  readonly index: number;
}

/** Reads either form; undefined for anything else. */
export function readUri(uri: Uri): UriPlace | undefined {
  const parts = uri.path.split('/').slice(1, -1);
  const index = uri.scheme === fileScheme ? Number(parts.pop()) : 0;
  const ref = refOf(parts.join('/'));
  if (uri.authority === '' || ref === '' || !Number.isInteger(index)) return undefined;
  return { connectionId: uri.authority, ref, index };
}

/** Parts of a ref that a path would swallow get a sign in front: what a platform writes into its refs is its own affair. */
function written(ref: Ref): string {
  const part = (one: string) => (/^(\.{0,2}|~.*)$/s.test(one) ? `~${one}` : one);
  return ref.split('/').map(part).join('/');
}

function refOf(path: string): Ref {
  return path.replace(/(^|\/)~/g, '$1');
}

function at(scheme: string, { id }: Connection, path: string): Uri {
  return Uri.from({ scheme, authority: id, path: `/${path}` });
}
