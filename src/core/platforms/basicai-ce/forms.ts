import { descriptionLabel, descriptionOf } from '../../model/description';
import type { Field } from '../../model/form';
import type { Node } from '../../model/node';
import { text } from '../../model/text';
import { typeLabels } from './nodes';

/** Longer names break the export: its file name is stored in 100 characters (CE-68). */
const longestName = 81;

/** In characters as people count most of them: code points. */
function lengthOf(name: string): number {
  return Array.from(name.trim()).length;
}

const nameField: Field = {
  id: 'name',
  label: text('Name of the dataset'),
  check: (value) => {
    if (value.trim() === '') return text('Enter a name.');
    if (lengthOf(value) > longestName)
      return text('Names can have at most {0} characters; this one has {1}.', longestName, lengthOf(value));
    return undefined;
  },
};

const typeField: Field = {
  id: 'type',
  label: text('Select what the dataset contains'),
  choices: Object.entries(typeLabels).map(([value, label]) => ({ value, label })),
};

const descriptionField: Field = { id: 'description', label: descriptionLabel, optional: true };

export const creationFields: readonly Field[] = [nameField, typeField, descriptionField];

/** The type of a dataset cannot be changed: the server ignores it. */
export function editionFields(node: Node): readonly Field[] {
  return [
    { ...nameField, initial: node.name },
    { ...descriptionField, initial: descriptionOf(node) },
  ];
}

export const takenName = text('A dataset with this name already exists. The server ignores case in names.');
