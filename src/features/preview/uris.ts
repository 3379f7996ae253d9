import { Uri } from 'vscode';
import type { Connection } from '../../core/model/connection';
import type { Node, Ref } from '../../core/model/node';

export const fileScheme = 'dataset';
export const detailsScheme = 'dataset-details';

/** `dataset://<connection>/<ref>/<number of the file>/<file name>`: found again after a reload, without a link. */
export function fileUri(connection: Connection, node: Node, index: number): Uri {
  const name = node.files?.[index]?.name ?? node.name;
  return Uri.from({
    scheme: fileScheme,
    authority: connection.id,
    path: `/${[node.ref, String(index), name].map(encodeURIComponent).join('/')}`,
  });
}

export function detailsUri(connection: Connection, node: Node): Uri {
  return Uri.from({
    scheme: detailsScheme,
    authority: connection.id,
    path: `/${[node.ref, `${node.name}.md`].map(encodeURIComponent).join('/')}`,
  });
}

export interface Place {
  readonly connectionId: string;
  readonly ref: Ref;
  readonly index: number;
}

/** Reads either form; undefined for anything else. */
export function readUri(uri: Uri): Place | undefined {
  const [, ref, index] = uri.path.split('/').map(decodeURIComponent);
  if (uri.authority === '' || ref === undefined) return undefined;
  return { connectionId: uri.authority, ref, index: Number(index) || 0 };
}
