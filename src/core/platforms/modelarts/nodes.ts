import { descriptionLabel } from '../../model/description';
import type { FileRole, Node, RemoteFile, Capability } from '../../model/node';
import { fileIcons, roleOf } from '../../model/paths';
import { text, type Text } from '../../model/text';
import { objectOf } from './auth/obsSign';
import { datasetRef, fileKey, sampleRef } from './refs';
import { acceptsUploads } from './upload/rules';
import { datasetStates, datasetTypes, sampleState, datasetState, tableType } from './words';
import type { Dataset, Sample } from './api/wire';

const datasetCapabilities: readonly Capability[] = ['edit', 'remove', 'statistics'];
const openVerbs: readonly Capability[] = ['filter', 'download', 'copy'];

/** A dataset as a node. Samples of tables cannot be listed (MA-41). */
export function datasetNode(row: Dataset): Node {
  const opens =
    row.dataset_type !== tableType && row.status !== datasetState.creating && row.status !== datasetState.failed;
  const all = row.total_sample_count;
  return {
    ref: datasetRef(row.dataset_id),
    kind: 'dataset',
    type: String(row.dataset_type),
    icon: row.dataset_type === tableType ? 'table' : 'folder-library',
    name: row.dataset_name,
    id: row.dataset_id,
    expandable: opens,
    capabilities: new Set([
      ...datasetCapabilities,
      ...(opens ? openVerbs : []),
      ...(opens && acceptsUploads(String(row.dataset_type)) ? (['upload'] as const) : []),
    ]),
    ...noteOf(row),
    ...(all != null && { counts: { annotated: row.annotated_sample_count ?? 0, all, invalid: 0 } }),
    facts: datasetFacts(row),
  };
}

/** What is not as usual; how many items there are is told by the counts. */
function noteOf({ status }: Dataset): Pick<Node, 'note'> {
  const unusual = status != null && status !== datasetState.normal ? datasetStates.get(status) : undefined;
  return unusual === undefined ? {} : { note: unusual };
}

type Facts = (readonly [Text, string | Text])[];

function datasetFacts(row: Dataset): Facts {
  const status = row.status == null ? undefined : (datasetStates.get(row.status) ?? String(row.status));
  return facts(
    [text('Type'), datasetTypes.get(row.dataset_type) ?? String(row.dataset_type)],
    [text('Status'), status],
    [descriptionLabel, row.description],
    [text('Items'), numberOf(row.total_sample_count)],
    [text('Labeled'), numberOf(row.annotated_sample_count)],
    [text('To confirm'), numberOf(row.unconfirmed_sample_count)],
    [text('Input path'), row.data_sources?.[0]?.data_path],
    [text('Output path'), row.work_path],
    [text('Version'), row.current_version_name],
    [text('Created'), timeOf(row.create_time)],
  );
}

/** A sample as a node. `type` is that of its dataset. */
export function sampleNode(row: Sample, datasetId: string, type: string): Node {
  const ref = sampleRef(datasetId, row.sample_id);
  const files = filesOf(row, ref);
  const known = sampleState(row.sample_status);
  return {
    ref,
    parent: datasetRef(datasetId),
    kind: 'sample',
    type,
    icon: icons[row.sample_type ?? 0] ?? fileIcons[fileRole(row.sample_type ?? 0, nameOf(row))],
    name: nameOf(row),
    id: row.sample_id,
    expandable: false,
    capabilities: new Set<Capability>([
      'remove',
      'results',
      // Without effect on texts (MA-53).
      ...(isText(type) ? [] : (['delete-permanently'] as const)),
      ...(files.length > 0 ? (['download', 'copy', 'open', 'link'] as const) : []),
    ]),
    annotated: known?.annotated ?? (row.labels ?? []).length > 0,
    facts: facts(
      [text('Status'), known?.label ?? row.sample_status],
      [text('Labels'), labelsOf(row)],
      [text('Labeled by'), row.annotated_by],
      [text('Folder'), row.sample_dir],
      [text('{0} (bytes)', nameOf(row)), numberOf(row.sample_size)],
      [text('Added'), timeOf(row.sample_time)],
    ),
    files,
  };
}

/** Whether a type of datasets holds texts. */
export function isText(type: string): boolean {
  return /^10\d$/.test(type);
}

const icons: Readonly<Record<number, string>> = { 2: 'unmute', 6: 'device-camera-video' };

function facts(...given: readonly (readonly [Text, string | Text | null | undefined])[]): Facts {
  return given.flatMap(([label, value]) => (value == null || value === '' ? [] : [[label, value] as const]));
}

function labelsOf({ labels }: Sample): string {
  return [...new Set((labels ?? []).flatMap(({ name }) => name ?? []))].join(', ');
}

function numberOf(count: number | null | undefined): string | undefined {
  return count == null ? undefined : String(count);
}

/** @param at milliseconds since 1970 (MA-21) */
function timeOf(at: number | null | undefined): string | undefined {
  const time = new Date(at ?? Number.NaN);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

/** The name that a sample has; examples leave it out, then it is the last part of the path of its link (MA-35). */
export function nameOf(row: Sample): string {
  if (row.sample_name != null && row.sample_name !== '') return row.sample_name;
  const last = linkPath(row.source)?.split('/').at(-1);
  return last === undefined || last === '' ? row.sample_id : last;
}

/** Where the file of a sample lies in OBS: `/bucket/dir/name`; undefined where nothing tells it. */
export function pathOf(row: Sample): string | undefined {
  const { sample_dir: dir, sample_name: name } = row;
  const folder = dir == null || name == null ? undefined : objectOf(dir);
  if (folder !== undefined)
    return `/${folder.bucket}/${folder.key.replace(/\/*$/, '/').replace(/^\//, '')}${name ?? ''}`;
  const path = linkPath(row.source);
  if (path === undefined) return undefined;
  // Buckets are hosts of their own, or the first part of the path (MA-2).
  const bucket = /^([^.]+)\.obs\./i.exec(new URL(row.source ?? '').hostname)?.[1];
  return bucket === undefined ? path : `/${bucket}${path}`;
}

function linkPath(source: string | null | undefined): string | undefined {
  if (source == null || !/^https?:/i.test(source) || !URL.canParse(source)) return undefined;
  const { pathname } = new URL(source);
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}

/** A sample has one file, as long as its link is one: texts may stand in the answer themselves (MA-38). */
function filesOf(row: Sample, ref: string): RemoteFile[] {
  if (linkPath(row.source) === undefined) return [];
  const name = nameOf(row);
  return [
    {
      role: fileRole(row.sample_type ?? 0, name),
      name,
      key: fileKey(ref, pathOf(row)),
      ...(row.sample_size != null && { size: row.sample_size }),
    },
  ];
}

const roles: Readonly<Record<number, FileRole>> = { 0: 'image', 1: 'text', 2: 'other', 4: 'text', 6: 'other' };

/** Free datasets hold anything: the name tells. */
function fileRole(sampleType: number, name: string): FileRole {
  return roles[sampleType] ?? roleOf(name);
}
