// The door of the contract: what a platform promises (docs/contract.md). Types only, so that nothing of a platform is in it.
export type * from './action';
export type * from './annotations';
export type * from './deletion';
export type * from './download';
export type * from './exports';
export type * from './forms';
export type * from './platform';
export type * from './probe';
export type * from './relocation';
export type * from './restoration';
export type * from './resultClasses';
export type * from './session';
export type * from './upload';
export type { Outcome } from '../model/outcome';
export type { ByteRange } from '../net/store/open';
