/**
 * What the reference of BasicAI Cloud leaves open, decided once and in one place. The number is that of its section;
 * where two readings are likely, a mode switches to the other one (`modes.ts`).
 */

/** 3.2: most entries of one presign call or of one `batchAddData`. */
export const MOST_ENTRIES = 100;
/** 3.2: life of an upload's and of a file's link, seconds; the sample's `X-Amz-Expires`. */
export const UPLOAD_LIFE = 3600;
export const READ_LIFE = 3600;
/** 1, section 3.2: largest file, bytes. */
export const LARGEST_FILE = 1024 ** 3;
/** 3.1: longest name, characters. */
export const LONGEST_NAME = 255;
/** 1: first ids, those of the samples; past 2^53 for mode `bigIds`. */
export const FIRST_IDS = { dataset: 260_417n, item: 8_810_231n, source: 512n } as const;
export const BIG_ID = 2n ** 53n + 1n;
export const TEAM = 71_230;
export const USER = 90_412;
/** 3.3: the wire's words for the three kinds of an item. */
export const KINDS = ['DATA', 'SCENE', 'BATCH'] as const;
export type Kind = (typeof KINDS)[number];
/** 3.1: the columns that lists are sorted by. */
export const SORT_COLUMNS = { NAME: 'name', CREATED_AT: 'created_at', UPDATED_AT: 'updated_at' } as const;

/** 3.3: which files a dataset type takes, by the extension; types that are not listed take any. */
const PICTURES = ['jpg', 'jpeg', 'png', 'bmp', 'tif', 'tiff', 'webp'];
const CLOUDS = ['pcd', 'bin', 'ply', 'las'];
export const EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
  IMAGE: [...PICTURES, 'json'],
  LIDAR: [...CLOUDS, ...PICTURES, 'json'],
  LIDAR_BASIC: [...CLOUDS, 'json'],
  LIDAR_FUSION: [...CLOUDS, ...PICTURES, 'json'],
};

/** 3.3: the group of an item's answer for a device, by how the device's name begins. */
export const GROUPS = [
  ['camera_image', 'cameraImages'],
  ['lidar_point_cloud', 'lidarPointClouds'],
  ['radar_point_cloud', 'radarPointClouds'],
] as const;
/** 3.3: devices that hold one file, and the member that shows it. */
export const SINGLES: Readonly<Record<string, string>> = {
  camera_config: 'cameraConfig',
  lidar_config: 'lidarConfig',
  radar_config: 'radarConfig',
  global_pose: 'globalPose',
};
