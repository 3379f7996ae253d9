import { nameUuid } from '../app';

/** The parts of a COCO file that the samples use; pixels from the top left. */
export interface Coco {
  images: { id: number; file_name: string }[];
  categories: { id: number; name: string }[];
  annotations: { image_id: number; category_id: number; bbox: number[]; segmentation?: number[][] }[];
}

/** A shape of the samples' own result files. */
export interface SampleShape {
  type: string;
  className: string;
  trackId: string;
  trackName: string;
  contour: object;
}

interface Point {
  x: number;
  y: number;
}

/** The instances of a picture: an outline where there is one, else a box (CLOUD-18). */
export function cocoInstances(coco: Coco, filename: string): object[] {
  const image = coco.images.find(({ file_name }) => file_name === filename);
  const own = coco.annotations.filter(({ image_id }) => image_id === image?.id);
  return own.map(({ category_id, bbox, segmentation }, i) => {
    const outline = segmentation?.[0];
    const className = coco.categories.find(({ id }) => id === category_id)?.name ?? '';
    return instance({
      type: outline ? 'POLYGON' : 'BOUNDING_BOX',
      className,
      trackId: `${filename}-${i + 1}`,
      trackName: String(i + 1),
      contour: { points: outline ? pairs(outline) : corners(bbox) },
    });
  });
}

export function instance({ type, className, trackId, trackName, contour }: SampleShape): object {
  const id = nameUuid(`${trackId}/${type}`);
  return { id, type, className, trackId, trackName, classValues: [], contour, modelConfidence: null, modelClass: null };
}

function pairs(flat: readonly number[]): Point[] {
  return Array.from({ length: flat.length / 2 }, (_, i) => ({ x: flat[2 * i] ?? 0, y: flat[2 * i + 1] ?? 0 }));
}

function corners([x = 0, y = 0, width = 0, height = 0]: readonly number[]): Point[] {
  return [
    { x, y },
    { x: x + width, y: y + height },
  ];
}
