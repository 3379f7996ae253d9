import type { App } from './app';
import { nameKey } from './naming';

const COCO =
  'Person,Bicycle,Car,Motorcycle,Airplane,Train,Truck,Boat,Traffic Light,Fire Hydrant,Stop Sign,Parking Meter,Bench,Bird,Cat,Dog,Horse,Sheep,Cow,Elephant,Bear,Zebra,Giraffe,Backpack,Umbrella,Handbag,Tie,Suitcase,Frisbee,Skis,Snowboard,Sports Ball,Kite,Baseball Bat,Baseball Glove,Skateboard,Surfboard,Tennis Racket,Bottle,Wine Glass,Cup,Fork,Knife,Spoon,Bowl,Banana,Apple,Sandwich,Orange,Broccoli,Carrot,Hot Dog,Pizza,Donut,Cake,Chair,Couch,Potted Plant,Bed,Dining Table,Toilet,Tv,Laptop,Mouse,Remote,Keyboard,Cell Phone,Microwave,Oven,Toaster,Sink,Refrigerator,Book,Clock,Vase,Scissors,Teddy Bear,Hair Drier,Toothbrush,Bus'.split(
    ',',
  );
const LIDAR = 'Barrier,Bicycle,Bus,Car,Construction Vehicle,Motorcycle,Pedestrian,Traffic Cone,Trailer,Truck'.split(
  ',',
);

/** The two models that a fresh installation has; their services run only where there is a GPU. */
const MODELS = [
  {
    name: 'Basic Lidar Object Detection11',
    version: 'v0.1.2',
    description: '<p>Finds road users in point clouds.</p>',
    classes: LIDAR.map((name) => ({ name, code: name.toUpperCase().replace(' ', '_') })),
    datasetType: 'LIDAR',
    modelCode: 'LIDAR_DETECTION',
    url: 'http://point-cloud-object-detection:5000/pointCloud/recognition',
  },
  {
    name: 'COCO Object Detection',
    version: 'v0.1.0',
    description: '<p>Finds the 80 classes of COCO in pictures.</p>',
    classes: COCO.map((name) => ({ name, code: name.toLowerCase() })),
    datasetType: 'IMAGE',
    modelCode: 'IMAGE_DETECTION',
    url: 'http://image-object-detection:5000/image/recognition ',
  },
];

export function seedModels(app: App): void {
  for (const model of MODELS)
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
