import type { Ref } from '../model/node';
import type { Text } from '../model/text';

/** A class of one dataset. Its id means something there only. */
export interface ResultClass {
  readonly id: string;
  readonly name: string;
  /** What objects of it are drawn with, as the platform names it. Two classes may share a name with different tools. */
  readonly tool: string;
  readonly toolLabel: Text | string;
  /** Colour, attributes and whatever else belongs to it, as `create` takes it. */
  readonly definition: unknown;
}

/**
 * Classes that results refer to, for results that go to another dataset of the same platform. A result file names a class by
 * its id, so it must be written anew: the same id may be another class there.
 */
export interface ResultClasses {
  /** The classes of the datasets that hold some nodes. */
  list(of: readonly Ref[], signal: AbortSignal): Promise<readonly ResultClass[]>;
  /** Makes classes in the dataset of a node as they are where they come from. @returns all classes of that dataset */
  create(into: Ref, classes: readonly ResultClass[], signal: AbortSignal): Promise<readonly ResultClass[]>;
  /** Whether a file of an upload's layout holds results. */
  isResultFile(path: string): boolean;
  /** The ids of the classes that a result file uses. */
  usedIn(results: unknown): ReadonlySet<string>;
  /** The same results with other ids; an object whose class has none there goes without a class, under its class's name. */
  relink(results: unknown, ids: ReadonlyMap<string, string>): unknown;
  /** Whether two names are one for the server. */
  isSameName(one: string, other: string): boolean;
}
