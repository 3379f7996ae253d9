/** Rows of a page, and ids of a call: no limit is documented (EO-7, inferred). */
export const pageSize = 100;
export const idsPerCall = 100;
/** Calls at once (EO-7, inferred). */
export const callsAtOnce = 5;
/** Characters of a file's name without its extension, and bytes of a file (EO-20). */
export const longestName = 50;
export const longestFile = 5 * 1024 ** 3;
