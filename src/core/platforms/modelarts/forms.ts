import { lookUp } from '../../model/lookUp';
import { descriptionLabel, descriptionOf } from '../../model/description';
import type { Field, Values } from '../../model/form';
import type { Node } from '../../model/node';
import { text, type Text } from '../../model/text';
import type { NewDataset } from './api/client';
import { datasetTypes, tableType } from './words';

/** What a name may hold (MA-27). */
const nameField: Field = {
  id: 'name',
  label: text('Name'),
  check: (value) =>
    /^[A-Za-z0-9_-]{1,100}$/.test(value.trim()) ? undefined : text('Use 1 to 100 letters, digits, "_" and "-".'),
};

/** Tables want a schema of columns, and triplet entities are a type of labels alone. */
const typeField: Field = {
  id: 'type',
  label: text('Select what the dataset contains'),
  choices: [...datasetTypes]
    .filter(([type]) => type !== tableType && type !== 103)
    .map(([type, label]) => ({ value: String(type), label })),
};

const descriptionField: Field = {
  id: 'description',
  label: descriptionLabel,
  optional: true,
  check: (value) =>
    value.length <= 256 && !/[\^!<>=&"']/.test(value)
      ? undefined
      : text('Descriptions can have at most 256 characters and cannot contain any of {0}', `^ ! < > = & " '`),
};

const inputField: Field = {
  id: 'input',
  label: text('Input path in OBS'),
  hint: text('The folder that holds the files: /bucket/folder/'),
  check: (value) => pathProblem(value, 1),
};

const outputField: Field = {
  id: 'output',
  label: text('Output path in OBS'),
  hint: text('A separate folder for labels and versions, outside the input path: /bucket/folder/'),
  check: (value) => pathProblem(value, 2),
};

export const creationFields: readonly Field[] = [nameField, typeField, descriptionField, inputField, outputField];

/** @param deep how many parts it must have at least: 2 is a folder in a bucket */
function pathProblem(value: string, deep: number): Text | undefined {
  const path = value.trim();
  const parts = path.split('/').slice(1, -1);
  if (!/^\/.*\/$/.test(path) || parts.includes('') || parts.length === 0)
    return text('Enter a path such as {0}', '/bucket/folder/');
  if (parts.length < deep) return text('It must be a folder in a bucket, not the bucket itself.');
  return path.length <= 700 ? undefined : text('Paths can have at most {0} characters.', 700);
}

/** The output must not lie in the input, since it would be read as data (MA-27). */
export function findOverlap(values: Values): { field: string; message: Text } | undefined {
  const [input, output] = [trimmed(values, 'input'), trimmed(values, 'output')];
  return output.startsWith(input)
    ? { field: 'output', message: text('The output path must not be the input path or lie within it.') }
    : undefined;
}

export function bodyOf(values: Values): NewDataset {
  const description = trimmed(values, 'description');
  return {
    dataset_name: trimmed(values, 'name'),
    dataset_type: Number(values['type'] ?? 0),
    data_sources: [{ data_type: 0, data_path: trimmed(values, 'input') }],
    work_path: trimmed(values, 'output'),
    work_path_type: 0,
    ...(description !== '' && { description }),
  };
}

export function editionFields(node: Node): readonly Field[] {
  return [
    { ...nameField, initial: node.name },
    { ...descriptionField, initial: descriptionOf(node) },
  ];
}

/** Only what was changed. */
export function editBody(node: Node, values: Values): { dataset_name?: string; description?: string } {
  const [name, description] = [trimmed(values, 'name'), values['description'] ?? ''];
  return {
    ...(name !== node.name && { dataset_name: name }),
    ...(description !== descriptionOf(node) && { description }),
  };
}

export const takenName = text('A dataset with this name already exists.');

function trimmed(values: Values, id: string): string {
  return (lookUp(values, id) ?? '').trim();
}
