/** One file or folder of an archive; `path` has no trailing slash. */
export interface Member {
  path: string;
  folder: boolean;
  chunks: () => AsyncIterable<Buffer>;
}
