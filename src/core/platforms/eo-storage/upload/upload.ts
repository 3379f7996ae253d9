import type { Choice } from '../../../model/form';
import { groupBy } from '../../../model/lists';
import type { Node, Ref } from '../../../model/node';
import { parentPathOf, lastOf } from '../../../model/paths';
import { text, type Text } from '../../../model/text';
import { throwIfCancelled, isPlatformError, PlatformError } from '../../../net/errors';
import { folderStoreRules } from '../../../transfer/plan/passthroughLayout';
import { fileUnits } from '../../../transfer/plan/fileUnits';
import type {
  ItemResult,
  UploadBaseline,
  ClassifiedFile,
  UploadReceipt,
  UploadSource,
  UploadUnit,
  UnitItem,
  Upload,
  UploadReport,
  UploadRules,
  FileValidation,
} from '../../../contract';
import { toGigabytes } from '../amounts';
import type { EoBrowse } from '../browse/browse';
import type { ToUpload } from '../api/client';
import type { UploadFolders } from './folders';
import { longestFile } from '../limits';
import { nameProblem, safeName, splitName } from '../names';
import { dirRef, fileRef, parseRef } from '../refs';
import { isRefusal } from '../results';
import { kindOf, type StoreDeps, storeFile } from './store';

/** Longest wait for the answer to a registration, in ms. It outlives a cancellation: what was begun must be known. */
const askTimeoutMs = 120_000;

const rules = folderStoreRules({ conflicts: ['skip', 'rename'], safeName, check: validate });

/** What a unit left behind: the id of what was registered, where the server told it, and its folder. */
interface UploadState {
  readonly id: string | undefined;
  readonly parentId: string;
}

/** Uploads in three steps: ask for a link, put raw bytes, register (EO-18). */
export class EoUpload implements Upload {
  private readonly traces = new WeakMap<UploadUnit, UploadState>();
  readonly units = fileUnits;

  constructor(
    private readonly deps: StoreDeps,
    private readonly browse: EoBrowse,
    private readonly folders: UploadFolders,
  ) {}

  rules(target: Node): UploadRules | undefined {
    return target.capabilities.has('upload') ? rules : undefined;
  }

  /** The folders are read: what a search for a name finds is not documented. */
  async taken(target: Ref, names: readonly string[], signal: AbortSignal): Promise<Map<string, Ref>> {
    const found = new Map<string, Ref>();
    const byFolder = groupBy(names, parentPathOf);
    const ids = await this.folders.find(parseRef(target).id, [...byFolder.keys()], signal);
    for (const [folder, own] of byFolder) {
      const id = ids.get(folder);
      if (id === undefined) continue;
      const wanted = new Map(own.map((name) => [lastOf(name), name]));
      for (const { ref, name } of await this.listed(id, signal)) {
        const asked = wanted.get(name);
        if (asked !== undefined) found.set(asked, ref);
      }
    }
    return found;
  }

  /** A store of files reads none of them. */
  resultKinds(): Promise<Choice[]> {
    return Promise.resolve([]);
  }

  async captureBaseline(target: Ref, units: readonly UploadUnit[], signal: AbortSignal): Promise<UploadBaseline> {
    const names = units.flatMap(({ items }) => items.map(({ name }) => name));
    return new Set((await this.taken(target, names, signal)).values());
  }

  async send(unit: UploadUnit, report: UploadReport, signal: AbortSignal): Promise<UploadReceipt> {
    const [item] = unit.items;
    if (item?.source === undefined) throw new PlatformError('invalid', text('{0} has no file.', unit.fileName));
    const path = item.name.split('/');
    const parentId = await this.folders.make(parseRef(unit.target).id, path.slice(0, -1), signal);
    const { base, extension } = splitName(path.at(-1) ?? '');
    const file: ToUpload = { fileName: base, extension, parentId, fileSize: toGigabytes(item.size) };
    const { begun, md5 } = await storeFile(this.deps, file, item.source, report, signal);
    throwIfCancelled(signal);
    const id = await this.register(file, begun);
    this.traces.set(unit, { id, parentId });
    return { unit, jobId: id ?? unit.id, md5 };
  }

  /** The registration is the end of it; what the server does with pictures later is told nowhere (EO-18). */
  async waitForIngest(): Promise<void> {
    // Nothing is waited for.
  }

  async verify(unit: UploadUnit, baseline: UploadBaseline, signal: AbortSignal): Promise<ItemResult[]> {
    const trace = this.traces.get(unit);
    return Promise.all(
      unit.items.map(async (item) => {
        const node = trace && (await this.arrived(item, trace, baseline, signal));
        if (node === undefined) return { item, reason: text('The server did not list it afterwards.') };
        const reason = difference(item, node);
        return reason === undefined ? { item, ref: node.ref } : { item, reason };
      }),
    );
  }

  /** When the answer was lost the list decides: a registration is never sent twice. */
  private async register(
    file: ToUpload,
    begun: Parameters<StoreDeps['client']['register']>[1],
  ): Promise<string | undefined> {
    try {
      const kind = kindOf(file.extension);
      return await this.deps.client.register(kind, begun, file, AbortSignal.timeout(askTimeoutMs));
    } catch (error) {
      if (isRefusal(error) || !isPlatformError(error)) throw error;
      return undefined;
    }
  }

  /** What has the id, or, where none was told, what has the name and was not there before. */
  private async arrived(
    item: UnitItem,
    { id, parentId }: UploadState,
    baseline: UploadBaseline,
    signal: AbortSignal,
  ): Promise<Node | undefined> {
    if (id !== undefined) return (await this.browse.get([fileRef(id)], signal)).get(fileRef(id));
    const name = lastOf(item.name);
    return (await this.listed(parentId, signal)).find((node) => node.name === name && !baseline.has(node.ref));
  }

  private async listed(id: string, signal: AbortSignal): Promise<Node[]> {
    const found: Node[] = [];
    for await (const part of this.browse.walk(dirRef(id), {}, signal)) found.push(...part);
    return found;
  }
}

/** Judged by name and length alone, before the first byte (EO-20). */
async function validate({ to }: ClassifiedFile, source: UploadSource): Promise<FileValidation> {
  const { base, extension } = splitName(lastOf(to));
  const problem = nameProblem(base) ?? (extension === '' ? withoutExtension : undefined) ?? sizeProblem(source.size);
  return problem === undefined ? {} : { problem };
}

const withoutExtension = text('This platform does not accept files without an extension.');

function sizeProblem(size: number): Text | undefined {
  if (size <= longestFile) return undefined;
  return text(
    'It has {0} GB. This platform takes files up to {1} GB.',
    (size / 1024 ** 3).toFixed(1),
    longestFile / 1024 ** 3,
  );
}

function difference({ size }: UnitItem, { files = [] }: Node): Text | undefined {
  const listed = files[0]?.size;
  return listed === undefined || listed === size
    ? undefined
    : text('It arrived with {0} bytes instead of {1}.', listed, size);
}
