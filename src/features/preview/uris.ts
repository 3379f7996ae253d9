import { Uri } from 'vscode';
import type { Connection } from '../../core/model/connection';
import type { Node, Ref } from '../../core/model/node';

export const fileScheme = 'dataset';
export const detailsScheme = 'dataset-details';

/**
 * `dataset://<connection>/<ref>/<number of the file>/<file name>`: found again after a reload, without a link. A ref is one
 * segment: what a platform writes into it is its own affair. The name is there for tabs and breadcrumbs, which show a path
 * as it is; nothing is found by it.
 */
export function fileUri(connection: Connection, node: Node, index: number): Uri {
  const name = node.files?.[index]?.name ?? node.name;
  return at(fileScheme, connection, `${encodeURIComponent(node.ref)}/${index}/${segment(name)}`);
}

/** `dataset-details://<connection>/<ref>/<name>.md` */
export function detailsUri(connection: Connection, node: Node): Uri {
  return at(detailsScheme, connection, `${encodeURIComponent(node.ref)}/${segment(node.name)}.md`);
}

export interface Place {
  readonly connectionId: string;
  readonly ref: Ref;
  readonly index: number;
}

/** Reads either form; undefined for anything else. */
export function readUri(uri: Uri): Place | undefined {
  const parts = uri.path.split('/').slice(1, -1);
  const index = uri.scheme === fileScheme ? Number(parts.pop()) : 0;
  const ref = decoded(parts.join('/'));
  if (uri.authority === '' || ref === '' || !Number.isInteger(index)) return undefined;
  return { connectionId: uri.authority, ref, index };
}

/** Version 0.1 wrote refs as they are; none of those held a `%`. */
function decoded(ref: string): Ref {
  try {
    return decodeURIComponent(ref);
  } catch {
    return '';
  }
}

function at(scheme: string, { id }: Connection, path: string): Uri {
  return Uri.from({ scheme, authority: id, path: `/${path}` });
}

function segment(name: string): string {
  const plain = name.replace(/[/\\]/g, '_');
  return /^\.*$/.test(plain) ? '_' : plain;
}
