import type { Ref } from '../../../model/node';
import type { Restored } from '../../platform';
import type { Client } from '../client';
import { read } from '../refs';

const none = 'NOT_SPLIT';

/** Sets the splits that were noted. A scene's sets its frames too, so scenes come first. */
export async function splitAgain(client: Client, restored: readonly Restored[], signal: AbortSignal): Promise<void> {
  const scenes = new Splits();
  const single = new Splits();
  for (const { keepsake, refs } of restored) {
    const [first] = refs.values();
    if (keepsake.frames === undefined) single.add(first, keepsake.split, none);
    const sceneId = keepsake.frames && first !== undefined ? read(first).sceneId : undefined;
    if (sceneId !== undefined) scenes.addId(sceneId, keepsake.split ?? none, none);
    for (const frame of keepsake.frames ?? [])
      single.add(refs.get(`${frame.scene ?? ''}/${frame.name}`), frame.split, keepsake.split ?? none);
  }
  for (const splits of [scenes, single]) for (const [split, ids] of splits.ids) await client.split(ids, split, signal);
}

/** Ids by the split that they get. */
class Splits {
  readonly ids = new Map<string, string[]>();

  add(ref: Ref | undefined, split: string | undefined, now: string): void {
    if (ref !== undefined) this.addId(read(ref).id, split ?? none, now);
  }

  addId(id: string, split: string, now: string): void {
    if (split !== now) this.ids.set(split, [...(this.ids.get(split) ?? []), id]);
  }
}
