import type { ClassifiedKind } from '../../../contract';
import { pictureExtensions } from './names';

/** A folder of the layout. Names are compared without case. */
export interface LayoutFolder {
  readonly name: RegExp;
  /** What people write instead of it; the server would pass over such a folder in silence. */
  readonly misspelt: RegExp;
  /** How it must be written. */
  readonly example: string;
  readonly extensions: ReadonlySet<string>;
  readonly kind: ClassifiedKind;
}

/** How an archive for one type of dataset is laid out (CE-40). */
export interface TypeLayout {
  /** The folder whose files make items and name them. */
  readonly lead: LayoutFolder;
  /** Folders whose files join the item of the same name. */
  readonly joined: readonly LayoutFolder[];
  /** Whether `result` folders are read. */
  readonly results: boolean;
  /** Whether folders that begin with `scene_` make series of frames. */
  readonly scenes: boolean;
}

const json = new Set(['.json']);

const cameras: readonly LayoutFolder[] = [
  {
    name: /^camera_image_.+$/i,
    misspelt: /^(camera[-_ ]?images?|images?|cam(era)?s?)[-_ ]?\d*$/i,
    example: 'camera_image_0',
    extensions: pictureExtensions,
    kind: 'picture',
  },
  {
    name: /^camera_config$/i,
    misspelt: /^(cam(era)?[-_ ]?)?(configs?|calib(ration)?s?)(_\d+)?$/i,
    example: 'camera_config',
    extensions: json,
    kind: 'camera-config',
  },
];

/** Exactly one digit: `lidar_point_cloud_10` is passed over. */
const clouds: TypeLayout = {
  lead: {
    name: /^lidar_point_cloud_\d$/i,
    misspelt: /^(lidar[-_ ]?)?point[-_ ]?clouds?([-_ ]?\d+)?$/i,
    example: 'lidar_point_cloud_0',
    extensions: new Set(['.pcd']),
    kind: 'point-cloud',
  },
  joined: cameras,
  results: true,
  scenes: true,
};

/** The result folder of every layout that reads results. */
export const resultFolder: LayoutFolder = {
  name: /^result$/i,
  misspelt: /^results$/i,
  example: 'result',
  extensions: json,
  kind: 'results',
};

export const typeLayouts: Readonly<Record<string, TypeLayout>> = {
  IMAGE: {
    lead: {
      name: /^image_\d$/i,
      misspelt: /^image[-_ ]?\d+$/i,
      example: 'image_0',
      extensions: pictureExtensions,
      kind: 'picture',
    },
    joined: [],
    results: true,
    scenes: true,
  },
  LIDAR_BASIC: clouds,
  LIDAR_FUSION: clouds,
  TEXT: {
    lead: { name: /^text$/i, misspelt: /^(test|texts|txt)$/i, example: 'text', extensions: json, kind: 'dialogue' },
    joined: [],
    results: false,
    scenes: false,
  },
};
