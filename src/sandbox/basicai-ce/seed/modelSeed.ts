import type { App } from '../app';
import { detectorPaths } from '../../detector/service';
import { nameKey } from '../naming';

const cocoClassNames =
  'Person,Bicycle,Car,Motorcycle,Airplane,Train,Truck,Boat,Traffic Light,Fire Hydrant,Stop Sign,Parking Meter,Bench,Bird,Cat,Dog,Horse,Sheep,Cow,Elephant,Bear,Zebra,Giraffe,Backpack,Umbrella,Handbag,Tie,Suitcase,Frisbee,Skis,Snowboard,Sports Ball,Kite,Baseball Bat,Baseball Glove,Skateboard,Surfboard,Tennis Racket,Bottle,Wine Glass,Cup,Fork,Knife,Spoon,Bowl,Banana,Apple,Sandwich,Orange,Broccoli,Carrot,Hot Dog,Pizza,Donut,Cake,Chair,Couch,Potted Plant,Bed,Dining Table,Toilet,Tv,Laptop,Mouse,Remote,Keyboard,Cell Phone,Microwave,Oven,Toaster,Sink,Refrigerator,Book,Clock,Vase,Scissors,Teddy Bear,Hair Drier,Toothbrush,Bus'.split(
    ',',
  );
const lidarClassNames =
  'Barrier,Bicycle,Bus,Car,Construction Vehicle,Motorcycle,Pedestrian,Traffic Cone,Trailer,Truck'.split(',');

interface Seed {
  name: string;
  version: string;
  description: string;
  classes: { name: string; code: string }[];
  datasetType: 'LIDAR' | 'IMAGE';
  modelCode: string;
  url: string;
}

/** The two models that a fresh installation has; their services run only where there is a GPU. */
const installedModels: readonly Seed[] = [
  {
    name: 'Basic Lidar Object Detection11',
    version: 'v0.1.2',
    description: '<p>Finds road users in point clouds.</p>',
    classes: lidarClassNames.map((name) => ({ name, code: name.toUpperCase().replace(' ', '_') })),
    datasetType: 'LIDAR',
    modelCode: 'LIDAR_DETECTION',
    url: 'http://point-cloud-object-detection:5000/pointCloud/recognition',
  },
  {
    name: 'COCO Object Detection',
    version: 'v0.1.0',
    description: '<p>Finds the 80 classes of COCO in pictures.</p>',
    classes: cocoClassNames.map((name) => ({ name, code: name.toLowerCase() })),
    datasetType: 'IMAGE',
    modelCode: 'IMAGE_DETECTION',
    url: 'http://image-object-detection:5000/image/recognition ',
  },
];

/** Two that work without one, beside the samples: the sandbox's own detector is their service. */
const detectorModels: readonly Seed[] = [
  {
    name: 'Sandbox Box Detector',
    version: 'v1.0.0',
    description: '<p>Finds what stands on the ground of a point cloud, by its size. Runs inside the sandbox.</p>',
    classes: ['Car', 'Truck', 'Cyclist', 'Pedestrian', 'Pole'].map((name) => ({ name, code: name.toUpperCase() })),
    datasetType: 'LIDAR',
    modelCode: 'LIDAR_DETECTION',
    url: detectorPaths.cloud,
  },
  {
    name: 'Sandbox Region Detector',
    version: 'v1.0.0',
    description: '<p>Finds regions that stand out of a picture’s background. Runs inside the sandbox.</p>',
    classes: [
      { name: 'Bright region', code: 'BRIGHT' },
      { name: 'Dark region', code: 'DARK' },
      { name: 'Colored region', code: 'COLORED' },
    ],
    datasetType: 'IMAGE',
    modelCode: 'IMAGE_DETECTION',
    url: detectorPaths.picture,
  },
];

/** The models of a fresh installation, or beside the samples those that work without a GPU. */
export function seedModels(app: App, own: boolean): void {
  for (const model of own ? detectorModels : installedModels)
    app.rows.run(
      "INSERT INTO model (name, name_key, version, description, scenario, classes, dataset_type, model_code, url, model_type) VALUES (?, ?, ?, ?, '[]', ?, ?, ?, ?, 'DETECTION')",
      [
        model.name,
        nameKey(model.name),
        model.version,
        model.description,
        JSON.stringify(model.classes),
        model.datasetType,
        model.modelCode,
        model.url,
      ],
    );
}

/** Writes the sandbox's origin, such as `http://127.0.0.1:8080`, before the paths of its detector: its port may be another. */
export function placeDetector(app: App, origin: string): void {
  for (const path of Object.values(detectorPaths))
    app.rows.run(
      "UPDATE model SET url = ?1 || ?2 WHERE url = ?2 OR url LIKE 'http://127.0.0.1:%' AND url LIKE '%' || ?2",
      [origin, path],
    );
}
