/** The parts of a COCO file that the samples use. Pixels from the top left. */
export interface Coco {
  images: { id: number; file_name: string }[];
  categories: { id: number; name: string }[];
  annotations: { image_id: number; category_id: number; bbox: number[]; segmentation?: number[][] }[];
}

interface Point {
  x: number;
  y: number;
}

/** A result file for every picture; a polygon where there is an outline, else a box. `classIds` by `name/tool`. */
export function cocoResults(coco: Coco, classIds: ReadonlyMap<string, number>): Map<string, string> {
  const names = new Map(coco.categories.map(({ id, name }) => [id, name]));
  const results = new Map<string, string>();
  for (const image of coco.images) {
    const own = coco.annotations.filter((annotation) => annotation.image_id === image.id);
    const objects = own.map(({ category_id, bbox, segmentation }, i) => {
      const outline = segmentation?.[0];
      const type = outline ? 'POLYGON' : 'BOUNDING_BOX';
      const className = names.get(category_id) ?? '';
      const points = outline ? pairs(outline) : corners(bbox);
      return {
        type,
        className,
        classId: classIds.get(`${className}/${type}`),
        trackId: `picture${image.id}-${i}`,
        trackName: String(i + 1),
        classValues: [],
        contour: { points },
      };
    });
    results.set(image.file_name, JSON.stringify({ objects }));
  }
  return results;
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
