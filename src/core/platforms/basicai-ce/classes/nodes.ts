import { lookUp } from '../../../model/lookUp';
import type { Node, Capability } from '../../../model/node';
import { text, type Text } from '../../../model/text';
import { classesRef, classificationRef, classRef, datasetRef } from '../refs';
import type { Classification, OntologyClass } from './wire';

export const toolLabels: Readonly<Record<string, Text>> = {
  BOUNDING_BOX: text('box'),
  POLYGON: text('polygon'),
  POLYLINE: text('polyline'),
  KEY_POINT: text('key point'),
  SEGMENTATION: text('segmentation'),
  CUBOID: text('cuboid'),
};

export const inputLabels: Readonly<Record<string, Text>> = {
  RADIO: text('one of several'),
  MULTI_SELECTION: text('some of several'),
  DROPDOWN: text('one of a list'),
  TEXT: text('short text'),
  LONG_TEXT: text('long text'),
};

const classCapabilities: readonly Capability[] = ['edit', 'remove'];

/** The node that holds a dataset's classes and classifications. */
export function classesNode(datasetId: string): Node {
  return {
    ref: classesRef(datasetId),
    parent: datasetRef(datasetId),
    kind: 'classes',
    icon: 'symbol-class',
    name: 'Classes',
    label: text('Classes'),
    id: datasetId,
    expandable: true,
    capabilities: new Set<Capability>(['add']),
  };
}

export function classNode(datasetId: string, row: OntologyClass): Node {
  const tool = labelOf(toolLabels, row.toolType);
  return {
    ref: classRef(datasetId, row.id),
    parent: classesRef(datasetId),
    kind: 'class',
    icon: 'symbol-class',
    name: row.name,
    id: row.id,
    expandable: false,
    capabilities: new Set(classCapabilities),
    note: tool,
    ...(row.color !== undefined && { color: row.color }),
    facts: [
      [text('Tool'), tool],
      [text('Color'), row.color ?? ''],
      [text('Attributes'), row.attributes.map(nameOf).join(', ')],
    ],
  };
}

export function classificationNode(datasetId: string, row: Classification): Node {
  const input = labelOf(inputLabels, row.inputType);
  return {
    ref: classificationRef(datasetId, row.id),
    parent: classesRef(datasetId),
    kind: 'classification',
    icon: 'checklist',
    name: row.name,
    id: row.id,
    expandable: false,
    capabilities: new Set(classCapabilities),
    note: input,
    facts: [
      [text('Input'), input],
      [text('Required'), row.isRequired ? text('yes') : text('no')],
      [text('Options'), optionNames(row).join(', ')],
    ],
  };
}

/** The names of the options on the first level; deeper ones exist and are kept as they are. */
export function optionNames({ attribute }: Classification): string[] {
  const { options } = (attribute ?? {}) as { options?: unknown };
  return Array.isArray(options) ? options.map(nameOf) : [];
}

function nameOf(value: unknown): string {
  const { name } = (value ?? {}) as { name?: unknown };
  return typeof name === 'string' ? name : '?';
}

function labelOf(labels: Readonly<Record<string, Text>>, value: string | undefined): Text | string {
  return value === undefined ? '' : (lookUp(labels, value) ?? value);
}
