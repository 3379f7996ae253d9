import type { Ref } from '../../../model/node';
import type { RestoreResult } from '../../../contract';
import type { CeClient } from '../api/client';
import { parseRef } from '../refs';

const none = 'NOT_SPLIT';

/** Sets the splits that were noted. A scene's sets its frames too, so scenes come first. */
export async function splitAgain(
  client: CeClient,
  restored: readonly RestoreResult[],
  signal: AbortSignal,
): Promise<void> {
  const scenes = new Splits();
  const single = new Splits();
  for (const { snapshot, refs } of restored) {
    const [first] = refs.values();
    if (snapshot.frames === undefined) single.add(first, snapshot.split, none);
    const sceneId = snapshot.frames && first !== undefined ? parseRef(first).sceneId : undefined;
    if (sceneId !== undefined) scenes.addId(sceneId, snapshot.split ?? none, none);
    for (const frame of snapshot.frames ?? [])
      single.add(refs.get(`${frame.scene ?? ''}/${frame.name}`), frame.split, snapshot.split ?? none);
  }
  for (const splits of [scenes, single]) for (const [split, ids] of splits.ids) await client.split(ids, split, signal);
}

/** Ids by the split that they get. */
class Splits {
  readonly ids = new Map<string, string[]>();

  add(ref: Ref | undefined, split: string | undefined, now: string): void {
    if (ref !== undefined) this.addId(parseRef(ref).id, split ?? none, now);
  }

  addId(id: string, split: string, now: string): void {
    if (split !== now) this.ids.set(split, [...(this.ids.get(split) ?? []), id]);
  }
}
