import type { Choice } from '../../../model/form';
import type { Node, Ref } from '../../../model/node';
import { text, type Text } from '../../../model/text';
import { throwIfCancelled, isPlatformError, PlatformError } from '../../../net/errors';
import type {
  ItemResult,
  UploadBaseline,
  UploadReceipt,
  UploadSource,
  UploadUnit,
  UnitItem,
  Upload,
  UploadReport,
  UploadRules,
} from '../../../contract';
import { folderStoreRules } from '../../../transfer/plan/passthroughLayout';
import { fileUnits } from '../../../transfer/plan/fileUnits';
import { OncePerKey } from '../../../transfer/once';
import type { SmhBrowse } from '../browse/browse';
import type { ConflictStrategy } from '../api/client';
import { confirmUpload } from './confirm';
import { hasCode, isAbsent } from '../api/failures';
import { findRefsByName } from '../browse/listed';
import { safeName } from '../names';
import { bytesOf } from '../nodes';
import { fileRef, plainPath, parseRef } from '../refs';
import { type SpaceDeps, SignedPlace } from './signed';
import { longestWhole, putParts, putWhole } from './store';

/** Longest wait for an upload that is given up, in ms. */
const longestFarewell = 10_000;

const rules = folderStoreRules({
  conflicts: ['skip', 'rename', 'replace'],
  safeName,
  check: () => Promise.resolve({}),
});

/** Where a file came to stand, and the sum of what was sent. */
interface UploadState {
  readonly path: readonly string[];
  readonly crc64: string;
}

/** Where a file is to go. */
interface UploadDestination {
  readonly space: string;
  readonly path: readonly string[];
  readonly strategy: ConflictStrategy;
}

/** Uploads in three steps: ask for a place, put the bytes there, confirm (SMH-25, SMH-28). */
export class SmhUpload implements Upload {
  private readonly traces = new WeakMap<UploadUnit, UploadState>();
  private readonly folders = new OncePerKey<void>();
  readonly units = fileUnits;
  /** Three short requests a file: what counts for small files is how many are under way. Limits are not documented. */
  concurrency(): number {
    return 10;
  }

  constructor(
    private readonly deps: SpaceDeps,
    private readonly browse: SmhBrowse,
  ) {}

  rules(target: Node): UploadRules | undefined {
    return target.capabilities.has('upload') ? rules : undefined;
  }

  taken(target: Ref, names: readonly string[], signal: AbortSignal): Promise<Map<string, Ref>> {
    return findRefsByName(this.browse, parseRef(target), names, signal);
  }

  /** A store of files reads none of them. */
  resultKinds(): Promise<Choice[]> {
    return Promise.resolve([]);
  }

  /** What arrived is told by its place and its sum, whatever was there before. */
  captureBaseline(): Promise<UploadBaseline> {
    return Promise.resolve(new Set<Ref>());
  }

  async send(unit: UploadUnit, report: UploadReport, signal: AbortSignal): Promise<UploadReceipt> {
    const [item] = unit.items;
    if (item?.source === undefined) throw new PlatformError('invalid', text('{0} has no file.', unit.fileName));
    const target = parseRef(unit.target);
    const destination: UploadDestination = {
      space: target.space,
      path: [...target.path, ...item.name.split('/')],
      strategy: item.replaces === undefined ? 'ask' : 'overwrite',
    };
    await this.makeFolder(destination, target.path.length, signal);
    const place = await this.begin(destination, target.path.length, item.source, signal);
    const { source } = item;
    return this.orAbandoned(destination.space, place, async () => {
      const put = source.size > longestWhole ? putParts : putWhole;
      const { crc64, md5 } = await put(this.deps, place, source, report, signal);
      throwIfCancelled(signal);
      const path = await confirmUpload(this.deps, { ...destination, key: place.begun.confirmKey, crc64 });
      this.traces.set(unit, { path, crc64 });
      return { unit, jobId: plainPath(path), md5 };
    });
  }

  /** The confirmation is the end of it. */
  async waitForIngest(): Promise<void> {
    // Nothing goes on behind the answer.
  }

  async verify(unit: UploadUnit, _baseline: UploadBaseline, signal: AbortSignal): Promise<ItemResult[]> {
    const trace = this.traces.get(unit);
    const { space } = parseRef(unit.target);
    return Promise.all(
      unit.items.map(async (item) => {
        if (trace === undefined) return { item };
        const reason = await this.difference(space, item, trace, signal);
        return reason === undefined ? { item, ref: fileRef(space, trace.path) } : { item, reason };
      }),
    );
  }

  private async difference(
    space: string,
    { size }: UnitItem,
    { path, crc64 }: UploadState,
    signal: AbortSignal,
  ): Promise<Text | undefined> {
    try {
      const info = await this.deps.client.info('file', space, path, signal);
      const bytes = bytesOf(info);
      if (bytes !== undefined && bytes !== size) return text('It arrived with {0} bytes instead of {1}.', bytes, size);
      return info.crc64 != null && info.crc64 !== crc64 ? text('It arrived damaged.') : undefined;
    } catch (error) {
      if (isAbsent(error)) return text('The server did not list it afterwards.');
      throw error;
    }
  }

  /** Folders that the target does not have yet; each is made once, its parents with it (SMH-23). */
  private async makeFolder({ space, path }: UploadDestination, known: number, signal: AbortSignal): Promise<void> {
    const folder = path.slice(0, -1);
    if (folder.length <= known) return;
    await this.folders.do(keyOf(space, folder), async () => {
      try {
        await this.deps.client.makeDirectory(space, folder, signal);
      } catch (error) {
        // It is there already, made by others or by an upload before.
        if (!isPlatformError(error) || error.kind !== 'conflict') throw error;
      }
    });
  }

  private async begin(
    destination: UploadDestination,
    known: number,
    source: UploadSource,
    signal: AbortSignal,
  ): Promise<SignedPlace> {
    const { space, path, strategy } = destination;
    const { client } = this.deps;
    const inParts = source.size > longestWhole;
    const ask = () => client[inParts ? 'beginParts' : 'beginUpload'](space, path, source.size, strategy, signal);
    try {
      return new SignedPlace(this.deps, space, await ask());
    } catch (error) {
      // A folder that was made before may be gone again.
      if (!hasCode(error, 'DirectoryNotFound') || path.length - 1 <= known) throw error;
      this.folders.forget(keyOf(space, path.slice(0, -1)));
      await this.makeFolder(destination, known, signal);
      return new SignedPlace(this.deps, space, await ask());
    }
  }

  /** What cannot be stored or confirmed is given up on the server too. */
  private async orAbandoned<T>(space: string, { begun }: SignedPlace, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const farewell = AbortSignal.timeout(longestFarewell);
      await this.deps.client.abandonUpload(space, begun.confirmKey, farewell).catch(() => undefined);
      throw error;
    }
  }
}

function keyOf(space: string, folder: readonly string[]): string {
  return `${space}/${plainPath(folder)}`;
}
