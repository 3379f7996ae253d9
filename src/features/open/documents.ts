import { lookUp } from '../../core/model/lookUp';
import { isPcdFlaw, readPcdHeader } from '../../core/formats/pcd/header';
import { readPcdBounds } from '../../core/formats/pcd/bounds';
import { readDialogue, type DialogueTurn } from '../../core/formats/dialogue';
import type { FileRole, RemoteFile } from '../../core/model/node';
import { text, type Text } from '../../core/model/text';
import { PlatformError } from '../../core/net/errors';
import type { DocumentSection, TextDocument } from '../../core/contract';
import { localize, t } from '../../editor/text/l10n';

/** What a file reads as, for files that say more as a text than as bytes; undefined for those that do not. */
export type DocumentReader = (file: RemoteFile, bytes: Uint8Array) => TextDocument | undefined;

export const documentReaders: Readonly<Partial<Record<FileRole, DocumentReader>>> = {
  text: (file, bytes) => {
    const turns = readDialogue(new TextDecoder().decode(bytes));
    return turns && { name: `${file.name}.txt`, content: turns.map(spokenTurn).join('\n') };
  },
  'point-cloud': (file, bytes) => ({ name: `${file.name}.txt`, content: pointCloud(file, bytes) }),
};

/** Plain text: what was said is never read as markup. */
function spokenTurn({ role, text: words }: DialogueTurn): string {
  return `${lookUp(roles, role)?.() ?? role}\n${words.replace(/^/gm, '    ')}\n`;
}

const roles: Readonly<Record<string, () => string>> = {
  prompter: () => t('Prompter:'),
  assistant: () => t('Assistant:'),
};

function pointCloud({ name }: RemoteFile, bytes: Uint8Array): DocumentSection[] {
  const header = readPcdHeader(bytes);
  if (isPcdFlaw(header))
    throw new PlatformError('invalid', text('{0}, line {1}: {2}', name, header.line, localize(header.flaw)));
  const bounds = readPcdBounds(header, bytes);
  const facts: [Text, Text | string][] = [
    [text('Points'), String(header.points)],
    [text('Width × height'), `${header.width} × ${header.height}`],
    [text('Data'), header.kind],
    [text('Bytes'), String(bytes.length)],
    ...header.notes.map((note): [Text, Text] => [text('Note'), note]),
  ];
  if ('template' in bounds) facts.push([text('Problem'), bounds]);
  else if (bounds.missing > 0)
    facts.push([text('Points without coordinates (NaN or infinite)'), String(bounds.missing)]);
  return [
    { title: text('Point cloud {0}', name), columns: [text('Property'), text('Value')], rows: facts },
    {
      title: text('Fields'),
      columns: [text('Name'), text('Type'), text('Bytes'), text('Count')],
      rows: header.fields.map((field) => [field.name, field.type, String(field.size), String(field.count)]),
    },
    {
      title: text('Bounds (m)'),
      columns: [text('Axis'), text('From'), text('To'), text('Length')],
      rows:
        'template' in bounds
          ? []
          : bounds.extents.map(({ axis, least, most }) => [axis, metres(least), metres(most), metres(most - least)]),
    },
  ];
}

function metres(value: number): string {
  return value.toFixed(3);
}
