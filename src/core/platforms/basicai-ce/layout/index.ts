export { type Dialogue, type Line, readDialogue } from './dialogue';
export { aboveOf, lastOf } from './names';
export { importable } from './results';
export { layouts } from './types';
