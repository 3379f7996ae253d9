/** Rows of a page, and ids of a call: no limit is documented (sections 2 and 5, INFERRED). */
export const pageSize = 100;
export const idsPerCall = 100;
/** Calls at once (section 2, INFERRED). */
export const callsAtOnce = 5;
/** Characters of a file's name without its extension, and bytes of a file (section 5). */
export const longestName = 50;
export const longestFile = 5 * 1024 ** 3;
