import type { Choice } from '../../model/form';
import type { Node, Ref } from '../../model/node';
import { text, type Text } from '../../model/text';
import { alive, isPlatformError, PlatformError } from '../../net/errors';
import type {
  Arrived,
  Baseline,
  Receipt,
  Source,
  Unit,
  UnitItem,
  Upload,
  UploadReport,
  UploadRules,
} from '../platform';
import { folderRules } from '../../transfer/asTheyAre';
import { fileUnits } from '../../transfer/fileUnits';
import { Once } from '../../transfer/once';
import type { Browse } from './browse';
import type { Strategy } from './client';
import { confirm } from './confirm';
import { hasCode, isAbsent } from './failures';
import { namesBelow } from './listed';
import { safeName } from './names';
import { bytesOf } from './nodes';
import { fileRef, plainPath, read } from './refs';
import { type Means, SignedPlace } from './signed';
import { longestWhole, putParts, putWhole } from './store';

/** Longest wait for an upload that is given up, in ms. */
const longestFarewell = 10_000;

const rules = folderRules({
  conflicts: ['skip', 'rename', 'replace'],
  safeName,
  check: () => Promise.resolve({}),
});

/** Where a file came to stand, and the sum of what was sent. */
interface Trace {
  readonly path: readonly string[];
  readonly crc64: string;
}

/** Where a file is to go. */
interface Goal {
  readonly space: string;
  readonly path: readonly string[];
  readonly strategy: Strategy;
}

/** Uploads in three steps: ask for a place, put the bytes there, confirm (sections 7.2 and 7.3). */
export class Uploading implements Upload {
  private readonly traces = new WeakMap<Unit, Trace>();
  private readonly folders = new Once<void>();
  readonly units = fileUnits;
  /** Three short requests a file: what counts for small files is how many are under way. Limits are not documented. */
  atOnce(): number {
    return 10;
  }

  constructor(
    private readonly means: Means,
    private readonly browse: Browse,
  ) {}

  rules(target: Node): UploadRules | undefined {
    return target.can.has('upload') ? rules : undefined;
  }

  taken(target: Ref, names: readonly string[], signal: AbortSignal): Promise<Map<string, Ref>> {
    return namesBelow(this.browse, read(target), names, signal);
  }

  /** A store of files reads none of them. */
  resultKinds(): Promise<Choice[]> {
    return Promise.resolve([]);
  }

  /** What arrived is told by its place and its sum, whatever was there before. */
  before(): Promise<Baseline> {
    return Promise.resolve(new Set<Ref>());
  }

  async send(unit: Unit, report: UploadReport, signal: AbortSignal): Promise<Receipt> {
    const [item] = unit.items;
    if (item?.source === undefined) throw new PlatformError('invalid', text('{0} has no file.', unit.fileName));
    const target = read(unit.target);
    const goal: Goal = {
      space: target.space,
      path: [...target.path, ...item.name.split('/')],
      strategy: item.replaces === undefined ? 'ask' : 'overwrite',
    };
    await this.makeFolder(goal, target.path.length, signal);
    const place = await this.begin(goal, target.path.length, item.source, signal);
    const { source } = item;
    return this.orAbandoned(goal.space, place, async () => {
      const put = source.size > longestWhole ? putParts : putWhole;
      const { crc64, md5 } = await put(this.means, place, source, report, signal);
      alive(signal);
      const path = await confirm(this.means, { ...goal, key: place.begun.confirmKey, crc64 });
      this.traces.set(unit, { path, crc64 });
      return { unit, job: plainPath(path), md5 };
    });
  }

  /** The confirmation is the end of it. */
  async follow(): Promise<void> {
    // Nothing goes on behind the answer.
  }

  async settle(unit: Unit, _baseline: Baseline, signal: AbortSignal): Promise<Arrived[]> {
    const trace = this.traces.get(unit);
    const { space } = read(unit.target);
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
    { path, crc64 }: Trace,
    signal: AbortSignal,
  ): Promise<Text | undefined> {
    try {
      const info = await this.means.client.info('file', space, path, signal);
      const bytes = bytesOf(info);
      if (bytes !== undefined && bytes !== size) return text('It arrived with {0} bytes instead of {1}.', bytes, size);
      return info.crc64 != null && info.crc64 !== crc64 ? text('It arrived damaged.') : undefined;
    } catch (error) {
      if (isAbsent(error)) return text('The server did not list it afterwards.');
      throw error;
    }
  }

  /** Folders that the target does not have yet; each is made once, its parents with it (section 6.2). */
  private async makeFolder({ space, path }: Goal, known: number, signal: AbortSignal): Promise<void> {
    const folder = path.slice(0, -1);
    if (folder.length <= known) return;
    await this.folders.do(keyOf(space, folder), async () => {
      try {
        await this.means.client.makeDirectory(space, folder, signal);
      } catch (error) {
        // It is there already, made by others or by an upload before.
        if (!isPlatformError(error) || error.kind !== 'conflict') throw error;
      }
    });
  }

  private async begin(goal: Goal, known: number, source: Source, signal: AbortSignal): Promise<SignedPlace> {
    const { space, path, strategy } = goal;
    const { client } = this.means;
    const inParts = source.size > longestWhole;
    const ask = () => client[inParts ? 'beginParts' : 'beginUpload'](space, path, source.size, strategy, signal);
    try {
      return new SignedPlace(this.means, space, await ask());
    } catch (error) {
      // A folder that was made before may be gone again.
      if (!hasCode(error, 'DirectoryNotFound') || path.length - 1 <= known) throw error;
      this.folders.forget(keyOf(space, path.slice(0, -1)));
      await this.makeFolder(goal, known, signal);
      return new SignedPlace(this.means, space, await ask());
    }
  }

  /** What cannot be stored or confirmed is given up on the server too. */
  private async orAbandoned<T>(space: string, { begun }: SignedPlace, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const farewell = AbortSignal.timeout(longestFarewell);
      await this.means.client.abandonUpload(space, begun.confirmKey, farewell).catch(() => undefined);
      throw error;
    }
  }
}

function keyOf(space: string, folder: readonly string[]): string {
  return `${space}/${plainPath(folder)}`;
}
