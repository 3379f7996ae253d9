import { randomUUID } from 'node:crypto';
import type { Choice, Field, Values } from '../../../model/form';
import { text, type Text } from '../../../model/text';
import type { ClassBody, ClassificationBody } from './calls';
import { inputLabels, optionNames, toolLabels } from './nodes';
import type { Classification, OntologyClass } from './wire';

/** The database keeps 256 characters of a class's name (CE-80). */
const longestName = 256;
const choosing = new Set(['RADIO', 'MULTI_SELECTION', 'DROPDOWN']);
/** Colours that are told apart easily, given in turn. */
const palette = ['#e6194b', '#3cb44b', '#4363d8', '#f58231', '#911eb4', '#46f0f0', '#f032e6', '#bcf60c', '#008080'];

const nameField = (initial = ''): Field => ({
  id: 'name',
  label: text('Name'),
  initial,
  check: (value) => {
    if (value.trim() === '') return text('The name is empty.');
    return value.trim().length > longestName ? text('At most {0} characters.', longestName) : undefined;
  },
});

/** @param existing how many classes there are, for a colour that is free */
export function classFields(cuboids: boolean, existing: number, row?: OntologyClass): Field[] {
  return [
    nameField(row?.name),
    {
      id: 'toolType',
      label: text('Tool'),
      ...(row?.toolType !== undefined && { initial: row.toolType }),
      choices: ordered(choicesOf(toolLabels), row?.toolType ?? (cuboids ? 'CUBOID' : 'BOUNDING_BOX')),
    },
    {
      id: 'color',
      label: text('Color'),
      hint: text('As #rrggbb'),
      initial: row?.color ?? palette[existing % palette.length] ?? '#808080',
      check: (value) => (/^#[0-9a-f]{6}$/i.test(value) ? undefined : text('Enter a color such as #ff8800.')),
    },
  ];
}

/** Everything that the form does not ask stays as it was; what is left out would be cleared. */
export function classBody(values: Values, row?: OntologyClass): ClassBody {
  return {
    name: (values['name'] ?? '').trim(),
    color: (values['color'] ?? '').toLowerCase(),
    toolType: values['toolType'] ?? 'BOUNDING_BOX',
    ...(row?.toolTypeOptions !== undefined && row.toolTypeOptions !== null && { toolTypeOptions: row.toolTypeOptions }),
    attributes: row?.attributes ?? [],
    ...(row?.ontologyId !== undefined && row.ontologyId !== null && { ontologyId: row.ontologyId }),
    ...(row?.classId !== undefined && row.classId !== null && { classId: row.classId }),
  };
}

export function classificationFields(row?: Classification): Field[] {
  return [
    nameField(row?.name),
    {
      id: 'inputType',
      label: text('Answer type'),
      choices: ordered(choicesOf(inputLabels), row?.inputType ?? 'RADIO'),
    },
    {
      id: 'options',
      label: text('Options, separated by commas'),
      hint: text('For example: sunny, rain, snow. Deeper levels come with an import.'),
      initial: row ? optionNames(row).join(', ') : '',
      when: (values) => choosing.has(values['inputType'] ?? ''),
      check: (value) => (optionsIn(value).length === 0 ? text('At least one option is needed.') : undefined),
    },
    {
      id: 'required',
      label: text('Required?'),
      choices: ordered(
        [
          { value: 'no', label: text('no') },
          { value: 'yes', label: text('yes') },
        ],
        row?.isRequired === true ? 'yes' : 'no',
      ),
    },
  ];
}

/** Options that stay keep what hangs below them. */
export function classificationBody(values: Values, row?: Classification): ClassificationBody {
  const name = (values['name'] ?? '').trim();
  const type = values['inputType'] ?? 'RADIO';
  const before = new Map(oldOptions(row).map((option) => [option.name, option]));
  const options = choosing.has(type)
    ? optionsIn(values['options'] ?? '').map(
        (one) => before.get(one) ?? { id: randomUUID(), name: one, attributes: [] },
      )
    : [];
  const attribute = { id: randomUUID(), ...(row?.attribute ?? {}), name, type, options };
  return { name, inputType: type, isRequired: values['required'] === 'yes', attribute };
}

interface Option {
  readonly name: string;
}

function oldOptions(row: Classification | undefined): Option[] {
  const { options } = (row?.attribute ?? {}) as { options?: unknown };
  return Array.isArray(options) ? options.filter(isOption) : [];
}

function isOption(value: unknown): value is Option {
  return typeof (value as { name?: unknown } | null)?.name === 'string';
}

function optionsIn(value: string): string[] {
  const names = value.split(/[,，]/).map((one) => one.trim());
  return [...new Set(names.filter((one) => one !== ''))];
}

function choicesOf(labels: Readonly<Record<string, Text>>): Choice[] {
  return Object.entries(labels).map(([value, label]) => ({ value, label }));
}

/** The likeliest choice first: it is the one that Enter takes. */
function ordered(choices: readonly Choice[], first: string): Choice[] {
  return [...choices.filter(({ value }) => value === first), ...choices.filter(({ value }) => value !== first)];
}
