import {
  type InputBox,
  type OpenDialogOptions,
  type SaveDialogOptions,
  type QuickPickItem,
  QuickPickItemKind,
  type Uri,
  window,
} from 'vscode';
import { shownOn } from './surface';

/** One row of a list to choose from. `icon` is a codicon's name: nothing in the texts is one. */
export interface PickOf<T> {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly icon?: string;
  readonly picked?: boolean;
  /** Rows of a group stand together below its name. */
  readonly group?: string;
  readonly value: T;
}

interface Shown<T> extends QuickPickItem {
  /** None in the line above a group, which cannot be chosen. */
  readonly of?: PickOf<T>;
}

interface PickTexts {
  readonly title: string;
  readonly hint?: string | undefined;
}

/** Asks to choose one; undefined when dismissed. */
export async function pickFrom<T>(items: readonly PickOf<T>[], texts: PickTexts): Promise<PickOf<T> | undefined> {
  return (await window.showQuickPick(grouped(items), options(texts)))?.of;
}

/** Asks to choose any number; undefined when dismissed. */
export async function pickSeveral<T>(items: readonly PickOf<T>[], texts: PickTexts): Promise<PickOf<T>[] | undefined> {
  const picked = await window.showQuickPick(items.map(shownItem), { ...options(texts), canPickMany: true });
  return picked?.flatMap(({ of }) => of ?? []);
}

function options({ title, hint }: PickTexts) {
  return {
    title: shownOn('pickTitle', title),
    ignoreFocusOut: true,
    matchOnDescription: true,
    ...(hint !== undefined && { placeHolder: shownOn('pickHint', hint) }),
  };
}

/** The rows, with a line above each group. */
function grouped<T>(items: readonly PickOf<T>[]): Shown<T>[] {
  return items.flatMap((item, at) => {
    const { group } = item;
    if (group === undefined || group === items[at - 1]?.group) return shownItem(item);
    return [{ label: shownOn('pickGroup', group), kind: QuickPickItemKind.Separator }, shownItem(item)];
  });
}

function shownItem<T>(of: PickOf<T>): Shown<T> {
  const { label, description, detail, icon, picked } = of;
  const plain = shownOn('pickLabel', label);
  return {
    label: icon === undefined ? plain : `$(${icon}) ${plain}`,
    ...(description !== undefined && { description: shownOn('pickDescription', description) }),
    ...(detail !== undefined && { detail: shownOn('pickDetail', detail) }),
    ...(picked !== undefined && { picked }),
    of,
  };
}

/** An input for one line. The value is a person's to change, so it is as it is. */
export function lineInput(texts: { readonly title: string; readonly prompt: string; readonly hint: string }): InputBox {
  const box = window.createInputBox();
  box.title = shownOn('inputTitle', texts.title);
  box.prompt = shownOn('inputPrompt', texts.prompt);
  box.placeholder = shownOn('inputHint', texts.hint);
  return box;
}

/** Says what is wrong with the value of an input. */
export function showProblem(box: InputBox, problem: string | undefined): void {
  box.validationMessage = problem === undefined ? undefined : shownOn('inputProblem', problem);
}

/** Asks for files or folders of this machine. */
export async function openFiles({ title = '', openLabel, ...options }: OpenDialogOptions): Promise<Uri[] | undefined> {
  const label = openLabel === undefined ? {} : { openLabel: shownOn('fileDialog', openLabel) };
  return window.showOpenDialog({ ...options, ...label, title: shownOn('fileDialog', title) });
}

/** Asks where to save a file. */
export async function saveFile({ title = '', ...options }: SaveDialogOptions): Promise<Uri | undefined> {
  return window.showSaveDialog({ ...options, title: shownOn('fileDialog', title) });
}
