import { whole, type Modes } from '../modes';

/** How the server can be told to behave. */
export const modeReaders = {
  /** Several dialogues in one archive lose and swap names, by this seed. */
  dialogueSeed: whole,
};

export type CeModes = Modes<typeof modeReaders>;
