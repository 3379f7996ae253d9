export { type Dialogue, type Line, readDialogue } from './dialogue';
export { importable } from './results';
export { layouts } from './types';
