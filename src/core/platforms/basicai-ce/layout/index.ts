export { type Dialogue, type DialogueLine, readDialogue } from './dialogue';
export { importableTypes } from './results';
export { typeLayouts } from './types';
