import { lookUp } from '../../../model/lookUp';
import type { ByteSource } from '../../../net/http';
import type { SessionContext } from '../../../net/sessionContext';
import { putBytes } from '../../../net/store/put';
import { sendWithRetries } from '../../../net/store/send';
import { trustedStoreUrl } from '../../../net/store/trust';
import type { UploadSource, UploadReport } from '../../../contract';
import type { EoClient, DataKind, ToUpload } from '../api/client';
import type { UploadStart } from '../api/wire';

export interface StoreDeps {
  readonly client: EoClient;
  readonly context: SessionContext;
  /** Base URL of the API. */
  readonly api: string;
}

/** A file whose bytes are stored and not yet registered. */
export interface StoredFile {
  readonly begun: UploadStart;
  readonly md5: string;
}

/** Extension → how uploads are sorted (EO-22, inferred). */
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
export async function storeFile(
  { client, context, api }: StoreDeps,
  file: ToUpload,
  source: UploadSource,
  report: UploadReport,
  signal: AbortSignal,
): Promise<StoredFile> {
  const attempt = async (counted: ByteSource) => {
    const begun = await client.beginUpload(kindOf(file.extension), file, signal);
    const url = trustedStoreUrl(begun.uploadUrl, api, context.log);
    const { md5 } = await putBytes(context, { url, headers: headersFor(url), source: counted }, signal);
    return { begun, md5 };
  };
  return sendWithRetries({ source, moved: report.bytes.bind(report), attempt }, context, signal);
}

/** Azure wants to be told what kind of blob it is; its links are known by their host, or by their signature (EO-21, inferred). */
export function headersFor(url: string): Readonly<Record<string, string>> {
  const { hostname, searchParams } = new URL(url);
  const azure = hostname.endsWith('.blob.core.windows.net') || (searchParams.has('sv') && searchParams.has('sig'));
  return azure ? { 'x-ms-blob-type': 'BlockBlob' } : {};
}

function of(kind: DataKind, ...extensions: readonly string[]): Record<string, DataKind> {
  return Object.fromEntries(extensions.map((one) => [one, kind]));
}
