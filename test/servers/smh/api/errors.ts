/** HTTP status and text of the codes that this server answers (SMH-44). */
const errorCodes = {
  EmptyAccessToken: [400, 'Access token is empty.'],
  ParamInvalid: [400, 'Parameter is invalid.'],
  IllegalFileName: [400, 'File name is illegal.'],
  FileNameLengthExceed: [400, 'File name is too long.'],
  DirectoryNameLengthExceed: [400, 'Directory name is too long.'],
  RootDirectoryNotAllowed: [400, 'Root directory is not allowed.'],
  BadCrc64: [400, 'CRC64 does not match.'],
  InvalidConflictResolutionStrategy: [400, 'Conflict resolution strategy is invalid.'],
  TooManyItems: [400, 'Too many items.'],
  NoItemsProvided: [400, 'No items provided.'],
  RecycleBinNotEnabled: [400, 'Recycle bin is not enabled.'],
  CloseOldList: [400, 'Listing without by-marker or by-page is closed.'],
  NotMultiSpaceLibrary: [400, 'Not a multi-space library.'],
  UploadIncomplete: [400, 'Upload is not complete.'],
  InvalidAccessToken: [403, 'Access token is invalid.'],
  NoPermission: [403, 'No permission.'],
  AccessTokenNotMatchLibrary: [403, 'Access token does not match library.'],
  AccessTokenNotMatchSpace: [403, 'Access token does not match space.'],
  UploadNotBelongYou: [403, 'Upload does not belong to you.'],
  WrongLibraryIdOrSecret: [404, 'Wrong library id or secret.'],
  SpaceNotFound: [404, 'Space not found.'],
  DirectoryNotFound: [404, 'Directory not found.'],
  FileNotFound: [404, 'File not found.'],
  PathNotFound: [404, 'Path not found.'],
  UploadNotFound: [404, 'Upload not found.'],
  MarkerNotFound: [404, 'Marker not found.'],
  SourceFileNotFound: [404, 'Source file not found.'],
  RecycledItemNotFound: [404, 'Recycled item not found.'],
  TaskNotFound: [404, 'Task not found.'],
  SameNameDirectoryOrFileExists: [409, 'Same name directory or file exists.'],
  PathConflict: [409, 'Path conflicts.'],
  UploadComplete: [409, 'Upload is complete already.'],
  SpaceNotEmpty: [409, 'Space is not empty.'],
  RenameTooManyTimes: [409, 'Renamed too many times.'],
  InternalServerError: [500, 'Internal server error.'],
} as const;

export type Code = keyof typeof errorCodes;

/** A refusal that the platform would give too. */
export class Refused extends Error {
  readonly status: number;

  constructor(
    readonly code: Code,
    message: string = errorCodes[code][1],
  ) {
    super(message);
    this.status = errorCodes[code][0];
  }
}
