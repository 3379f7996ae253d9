// The module `sandbox-faces`, made while bundling (scripts/faces.mjs): one face for each folder here whose index exports `makeFace`.
import type { FaceMaker } from './face';

export const faces: Readonly<Record<string, FaceMaker>>;
