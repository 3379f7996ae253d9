import { descriptionLabel, descriptionOf } from '../../model/description';
import type { Field } from '../../model/form';
import type { Node } from '../../model/node';
import { text } from '../../model/text';

export const nameField: Field = {
  id: 'name',
  label: text('Name'),
  check: (value) => (value.trim() === '' ? text('Enter a name.') : undefined),
};

/** Values that were seen (CLOUD-13); others exist, and their names are not documented. */
const typeField: Field = {
  id: 'type',
  label: text('Select what the dataset contains'),
  choices: [
    { value: 'IMAGE', label: text('Images') },
    { value: 'LIDAR', label: text('LiDAR') },
  ],
};

const descriptionField: Field = { id: 'description', label: descriptionLabel, optional: true };

export const creationFields: readonly Field[] = [nameField, typeField, descriptionField];

export function editionFields(node: Node): readonly Field[] {
  return [
    { ...nameField, initial: node.name },
    { ...descriptionField, initial: descriptionOf(node) },
  ];
}

export const takenName = text('A dataset with this name already exists.');
