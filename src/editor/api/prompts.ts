import { lookUp } from '../../core/model/lookUp';
import { type InputBox, QuickInputButtons, Uri, workspace } from 'vscode';
import { plainLine } from '../../core/model/plainText';
import { Cancelled } from '../../core/net/errors';
import type { TextDocument } from '../../core/contract';
import { type Field, type FileField, valueSeparator, splitValues, type Values } from '../../core/model/form';
import { localize, t } from '../text/l10n';
import { lineInput, openFiles, pickFrom, type PickOf, pickSeveral, saveFile, showProblem } from '../surfaces/inputs';
import { askModal } from '../surfaces/messages';

export type { PickOf };

export interface AskOptions {
  readonly title: string;
  readonly label: string;
  readonly hint?: string;
  readonly value?: string;
  readonly secret?: boolean;
  /** What is wrong with the value; asked while typing. */
  readonly check?: (value: string) => string | undefined;
  /** What is wrong with the value as the server sees it; asked when it is entered. */
  readonly confirm?: (value: string) => Promise<string | undefined>;
  readonly back?: boolean;
}

/** The person wants the question before this one. */
export const backPressed = Symbol('back');

/** Asks for one line. @throws Cancelled when dismissed */
export function askLine(asking: AskOptions): Promise<string | typeof backPressed> {
  const box = lineInput({ title: asking.title, prompt: asking.label, hint: asking.hint ?? '' });
  box.value = asking.value ?? '';
  box.password = asking.secret ?? false;
  box.ignoreFocusOut = true;
  box.buttons = asking.back === true ? [QuickInputButtons.Back] : [];
  return new Promise((resolve, reject) => {
    box.onDidChangeValue((value) => {
      showProblem(box, value === '' ? undefined : asking.check?.(value));
    });
    box.onDidTriggerButton(() => resolve(backPressed));
    box.onDidHide(() => reject(new Cancelled()));
    box.onDidAccept(() => {
      accept(box, asking, resolve).catch(reject);
    });
    box.show();
  }).finally(() => box.dispose()) as Promise<string | typeof backPressed>;
}

async function accept(box: InputBox, asking: AskOptions, resolve: (value: string) => void): Promise<void> {
  const { value } = box;
  const wrong = asking.check?.(value);
  showProblem(box, wrong);
  if (wrong !== undefined || box.busy) return;
  box.busy = true;
  box.enabled = false;
  try {
    const refused = await asking.confirm?.(value);
    showProblem(box, refused);
    if (refused === undefined) resolve(value);
  } finally {
    box.busy = false;
    box.enabled = true;
  }
}

/** Asks to choose one. @throws Cancelled when dismissed */
export async function pickOne<T>(title: string, items: readonly PickOf<T>[], hint?: string): Promise<T> {
  const picked = await pickFrom(items, { title, hint });
  if (picked === undefined) throw new Cancelled();
  return picked.value;
}

/** Asks to choose any number, at least one. @throws Cancelled when dismissed */
export async function pickSome<T>(title: string, items: readonly PickOf<T>[], hint: string): Promise<T[]> {
  const picked = await pickSeveral(items, { title, hint });
  if (picked === undefined || picked.length === 0) throw new Cancelled();
  return picked.map((item) => item.value);
}

/**
 * Asks the fields of a form one after the other, with the way back. Values survive going back.
 * @param confirm what is wrong with a value as the server sees it
 */
export async function askForm(
  title: string,
  fields: readonly Field[],
  known: Values = {},
  confirm?: (field: Field, values: Values) => Promise<string | undefined>,
): Promise<Values> {
  let values: Values = known;
  const asked: number[] = [];
  for (let at = 0; at < fields.length;) {
    const field = fields[at];
    if (field === undefined || field.when?.(values) === false) {
      at++;
      continue;
    }
    const answer = await askField(`${title} (${at + 1}/${fields.length})`, field, values, asked.length > 0, confirm);
    if (answer === backPressed) at = asked.pop() ?? 0;
    else {
      values = { ...values, [field.id]: answer };
      asked.push(at++);
    }
  }
  return values;
}

/** Asks one field. @throws Cancelled when dismissed */
export async function askField(
  title: string,
  field: Field,
  values: Values,
  mayGoBack: boolean,
  confirm?: (field: Field, values: Values) => Promise<string | undefined>,
): Promise<string | typeof backPressed> {
  if (field.file) return askFile(title, field, field.file);
  if (field.choices) {
    const items = field.choices.map((choice) => ({
      label: localize(choice.label),
      value: choice.value,
      ...(choice.detail && { detail: localize(choice.detail) }),
    }));
    return field.many === true
      ? pickMany(title, items, localize(field.label), splitValues(field.initial))
      : pickOne(title, items, localize(field.label));
  }
  return askLine({
    title,
    label: field.optional === true ? t('{0} (optional)', localize(field.label)) : localize(field.label),
    value: lookUp(values, field.id) ?? field.initial ?? '',
    back: mayGoBack,
    check: (value) => {
      const wrong = field.check?.(value);
      return wrong && localize(wrong);
    },
    ...(field.hint && { hint: localize(field.hint) }),
    ...(field.secret === true && { secret: true }),
    ...(confirm && { confirm: (value: string) => confirm(field, { ...values, [field.id]: value }) }),
  });
}

/** Asks to choose one or more. @throws Cancelled when dismissed or none is left */
async function pickMany(
  title: string,
  items: readonly PickOf<string>[],
  placeholder: string,
  initial: readonly string[],
): Promise<string> {
  const marked = items.map((item) => ({ ...item, picked: initial.includes(item.value) }));
  return (await pickSome(title, marked, placeholder)).join(valueSeparator);
}

/** Asks for a file of this machine. @throws Cancelled when dismissed */
async function askFile(title: string, { label }: Field, { how, extensions, name }: FileField): Promise<string> {
  const filters = { [localize(label)]: [...extensions] };
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const uri =
    how === 'open'
      ? (await openFiles({ title, filters, ...(folder && { defaultUri: folder }) }))?.[0]
      : await saveFile({
          title,
          filters,
          ...(folder && name !== undefined && { defaultUri: Uri.joinPath(folder, name) }),
        });
  if (uri === undefined) throw new Cancelled();
  return uri.fsPath;
}

/**
 * One question. Answers with the button, or undefined when it was dismissed. Enter means the first button, so it must lose
 * nothing: for what does, see `confirmLoss`.
 */
export async function askQuestion(
  message: string,
  detail: readonly string[],
  ...buttons: string[]
): Promise<string | undefined> {
  return askModal({ message, lines: detail, weight: 'information' }, ...buttons);
}

/** The same where what is asked for may do harm: a key that is sent in the clear, a file that is replaced. */
export async function modalWarning(
  message: string,
  detail: readonly string[],
  ...buttons: string[]
): Promise<string | undefined> {
  return askModal({ message, lines: detail, weight: 'warning' }, ...buttons);
}

/** Shows a text to the person. */
export interface DocumentViewer {
  show(document: TextDocument): Promise<unknown>;
}

/** What is asked before something is lost. */
export interface LossQuestion {
  readonly message: string;
  readonly lines: readonly string[];
  /** All that goes, one a line, for who wants to see it; the question itself without one. */
  readonly list?: readonly string[];
}

/**
 * Asks before something is lost that cannot be brought back. The first button, which Enter presses, shows the list of it and
 * asks again. @throws Cancelled
 */
export async function confirmLoss(
  { message, lines, list = lines }: LossQuestion,
  buttons: readonly string[],
  documents: DocumentViewer,
): Promise<string> {
  const show = t('Show List…');
  for (;;) {
    const picked = await modalWarning(message, lines, show, ...buttons);
    if (picked === undefined) throw new Cancelled();
    if (picked !== show) return picked;
    const content = [message, '', ...list.map(plainLine), ''].join('\n');
    await documents.show({ name: `${t('List')}.txt`, content });
  }
}
