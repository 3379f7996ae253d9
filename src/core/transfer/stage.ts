import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { groupBy } from '../model/lists';
import type { Node } from '../model/node';
import type { Outcome } from '../model/outcome';
import { emptyQuery } from '../model/page';
import { lastOf } from '../model/paths';
import type { SessionContext } from '../net/sessionContext';
import type { Download, DownloadRoot, UploadSource, UploadRules } from '../contract';
import { download, type DownloadResult, type DownloadProgress } from './download/job';
import { type ManifestFile, readManifest } from './download/manifest';
import { localSource } from './localSource';
import { takesSingle } from './plan/plan';
import type { UploadSelection } from './plan/selection';
import type { FileTree } from './plan/tree';

/** A file that was brought here on its way to another platform. */
export interface StagedFile {
  /** As the platform that it comes from lays it out, with `/`. */
  readonly path: string;
  /** The id of its item. */
  readonly item: string;
  readonly source: UploadSource;
}

export interface StagedFiles {
  readonly files: readonly StagedFile[];
  /** Items that could not be brought, or not whole. */
  readonly left: readonly Outcome[];
}

/** Where the nodes are, and who fetches them. */
export interface StageSource {
  readonly platform: string;
  readonly server: string;
  readonly download: Download;
  readonly nodes: readonly Node[];
  /** Whether annotation results come along, as files in the platform's layout. */
  readonly results: boolean;
}

/**
 * Brings everything of some nodes into an empty folder, checked against the sums of their platform. An item that does not
 * come whole is left out, with its outcome. @throws PlatformError when nothing can be listed
 */
export async function stage(
  from: StageSource,
  folder: string,
  context: Pick<SessionContext, 'clock' | 'random'>,
  report: (progress: DownloadProgress) => void,
  signal: AbortSignal,
): Promise<StagedFiles> {
  const roots = await from.download.roots(from.nodes, signal);
  const found: StagedFiles[] = [];
  for (const [n, root] of roots.entries()) {
    const own = join(folder, String(n));
    await mkdir(own, { recursive: true });
    const origin = { platform: from.platform, server: from.server, ref: root.ref, name: root.name };
    const plan = from.download.plan(root, emptyQuery, { results: from.results }, signal);
    const done = await download(plan, own, origin, context, { progress: report }, signal);
    found.push(await read(own, root, done));
  }
  const files = found.flatMap((one) => one.files);
  return {
    files: from.download.folders === 'layout' ? plainly(files) : files,
    left: found.flatMap((one) => one.left),
  };
}

async function read(folder: string, root: DownloadRoot, { outcomes }: DownloadResult): Promise<StagedFiles> {
  const left = outcomes.filter(({ status }) => status !== 'done');
  const names = new Set(left.map(({ name }) => name));
  const whole = ((await readManifest(folder))?.files ?? []).filter(({ name }) => !names.has(name));
  const above = root.nodes === undefined ? `${root.name.replace(/[/\\]/g, '_')}/` : '';
  const one = async (file: ManifestFile): Promise<StagedFile> => {
    const path = above + (file.from ?? file.path);
    const source = await localSource(join(folder, file.path));
    return { path, item: file.id, source: { ...source, name: lastOf(path) } };
  };
  return { files: await Promise.all(whole.map(one)), left };
}

/** Items of one file each need no layout around them, as long as their names tell them apart. */
function plainly(files: readonly StagedFile[]): StagedFile[] {
  const single = [...groupBy(files, ({ item }) => item).values()].every(({ length }) => length === 1);
  const names = new Set(files.map(({ source }) => source.name.toLowerCase()));
  if (!single || names.size < files.length) return [...files];
  return files.map((file) => ({ ...file, path: file.source.name }));
}

/** What was brought, as a target takes it: file by file, or as a tree where folders matter. */
export function asSelection(files: readonly StagedFile[], name: string, rules: UploadRules): UploadSelection {
  const alone = files.filter(({ path }) => !path.includes('/') && mayGoAlone(path, rules));
  const single = new Set(alone);
  const rest = files.filter((file) => !single.has(file));
  const tree: FileTree = {
    name,
    files: new Map(rest.map(({ path, source }) => [path, source])),
    left: [],
    close: () => Promise.resolve(),
  };
  return { sources: alone.map(({ source }) => source), trees: rest.length > 0 ? [tree] : [] };
}

function mayGoAlone(path: string, rules: UploadRules): boolean {
  const extension = /\.[^.]+$/.exec(path)?.[0].toLowerCase() ?? '';
  return takesSingle(rules, extension) || rules.archives.has(extension) || !rules.looseFiles.has(extension);
}
