/**
 * What the documents of BasicAI Cloud leave open, decided once and in one place, each with its fact; where two readings
 * are likely, a mode switches to the other one (`modes.ts`).
 */

/** Most entries of one presign call or of one `batchAddData` (CLOUD-22, CLOUD-27). */
export const maxEntriesPerCall = 100;
/** Life of an upload's and of a file's link, seconds; that of a documented sample (CLOUD-22). */
export const uploadLinkLifeS = 3600;
export const readLinkLifeS = 3600;
/** Largest file, bytes (CLOUD-26). */
export const maxFileBytes = 1024 ** 3;
/** Longest name, characters. */
export const maxNameLength = 255;
/** First ids, those of documented samples; past 2^53 for mode `bigIds`. */
export const firstIds = { dataset: 260_417n, item: 8_810_231n, source: 512n } as const;
export const firstBigId = 2n ** 53n + 1n;
export const sandboxTeamId = 71_230;
export const sandboxUserId = 90_412;
/** The wire's words for the three kinds of an item (CLOUD-17). */
export const itemKinds = ['DATA', 'SCENE', 'BATCH'] as const;
export type Kind = (typeof itemKinds)[number];
/** The columns that lists are sorted by (CLOUD-9). */
export const sortColumns = { NAME: 'name', CREATED_AT: 'created_at', UPDATED_AT: 'updated_at' } as const;

/** Which files a dataset type takes, by the extension; types that are not listed take any (CLOUD-13). */
const pictureExtensions = ['jpg', 'jpeg', 'png', 'bmp', 'tif', 'tiff', 'webp'];
const cloudExtensions = ['pcd', 'bin', 'ply', 'las'];
export const extensionsByType: Readonly<Record<string, readonly string[]>> = {
  IMAGE: [...pictureExtensions, 'json'],
  LIDAR: [...cloudExtensions, ...pictureExtensions, 'json'],
  LIDAR_BASIC: [...cloudExtensions, 'json'],
  LIDAR_FUSION: [...cloudExtensions, ...pictureExtensions, 'json'],
};

/** The group of an item's answer for a device, by how the device's name begins (CLOUD-16, CLOUD-28). */
export const deviceGroups = [
  ['camera_image', 'cameraImages'],
  ['lidar_point_cloud', 'lidarPointClouds'],
  ['radar_point_cloud', 'radarPointClouds'],
] as const;
/** Devices that hold one file, and the member that shows it (CLOUD-16, CLOUD-28). */
export const singleFileDevices: Readonly<Record<string, string>> = {
  camera_config: 'cameraConfig',
  lidar_config: 'lidarConfig',
  radar_config: 'radarConfig',
  global_pose: 'globalPose',
};
