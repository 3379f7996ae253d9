import { lookUp } from '../../model/lookUp';
import type { ByteSource } from '../../net/http';
import type { Kit } from '../../net/kit';
import { putBytes } from '../../net/store/put';
import { sending } from '../../net/store/send';
import { trusted } from '../../net/store/trust';
import type { Source, UploadReport } from '../platform';
import type { Client, DataKind, ToUpload } from './client';
import type { Begun } from './wire';

export interface Means {
  readonly client: Client;
  readonly kit: Kit;
  /** Base URL of the API. */
  readonly api: string;
}

/** A file whose bytes are stored and not yet registered. */
export interface Stored {
  readonly begun: Begun;
  readonly md5: string;
}

/** Extension → how uploads are sorted (section 5, INFERRED). */
const kinds: Readonly<Record<string, DataKind>> = {
  ...of('raster', 'tif', 'tiff', 'img', 'jp2'),
  ...of('vector', 'shp', 'geojson', 'kml', 'gpkg'),
  ...of('model', 'gltf', 'glb', 'obj'),
  ...of('bim', 'ifc', 'rvt'),
  ...of('pointcloud', 'las', 'laz', 'pcd'),
  ...of('document', 'pdf', 'docx', 'txt'),
};

export function kindOf(extension: string): DataKind {
  return lookUp(kinds, extension.toLowerCase()) ?? 'other';
}

/** Puts raw bytes where the platform says; each attempt asks for a fresh link. */
export async function store(
  { client, kit, api }: Means,
  file: ToUpload,
  source: Source,
  report: UploadReport,
  signal: AbortSignal,
): Promise<Stored> {
  const attempt = async (counted: ByteSource) => {
    const begun = await client.beginUpload(kindOf(file.extension), file, signal);
    const url = trusted(begun.uploadUrl, api, kit.log);
    const { md5 } = await putBytes(kit, { url, headers: headersFor(url), source: counted }, signal);
    return { begun, md5 };
  };
  return sending({ source, moved: report.bytes.bind(report), attempt }, kit, signal);
}

/** Azure wants to be told what kind of blob it is; its links are known by their host, or by their signature (section 5, INFERRED). */
export function headersFor(url: string): Readonly<Record<string, string>> {
  const { hostname, searchParams } = new URL(url);
  const azure = hostname.endsWith('.blob.core.windows.net') || (searchParams.has('sv') && searchParams.has('sig'));
  return azure ? { 'x-ms-blob-type': 'BlockBlob' } : {};
}

function of(kind: DataKind, ...extensions: readonly string[]): Record<string, DataKind> {
  return Object.fromEntries(extensions.map((one) => [one, kind]));
}
