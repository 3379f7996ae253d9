import { window } from 'vscode';
import { shownOn } from './surface';

export type MessageWeight = 'information' | 'warning' | 'error';

type Show = (
  message: string,
  options: { modal?: boolean; detail?: string },
  ...buttons: string[]
) => Thenable<string | undefined>;

const show: Readonly<Record<MessageWeight, Show>> = {
  information: (...args) => window.showInformationMessage(...args),
  warning: (...args) => window.showWarningMessage(...args),
  error: (...args) => window.showErrorMessage(...args),
};

/** One notification. Answers with the button, or undefined when it was closed. */
export async function notify(
  weight: MessageWeight,
  message: string,
  ...buttons: readonly string[]
): Promise<string | undefined> {
  const shown = buttons.map((button) => shownOn('button', button));
  const picked = await show[weight](shownOn('notification', message), {}, ...shown);
  return picked === undefined ? undefined : buttons[shown.indexOf(picked)];
}

/** Of the lines of a modal so many are shown; the window has no room for more. */
const mostLines = 30;

export interface ModalQuestion {
  readonly message: string;
  /** Each is one line, whatever is in it. */
  readonly lines?: readonly string[];
  readonly weight: MessageWeight;
}

/**
 * One modal. Answers with the button, or undefined when it was dismissed. The editor gives the focus to the first button:
 * what Enter must not do stands behind another (`confirm`).
 */
export async function askModal(
  { message, lines = [], weight }: ModalQuestion,
  ...buttons: readonly string[]
): Promise<string | undefined> {
  const shown = buttons.map((button) => shownOn('button', button));
  const kept =
    lines.length > mostLines ? [...lines.slice(0, mostLines - 1), `… (+${lines.length - mostLines + 1})`] : lines;
  const detail = kept.map((line) => shownOn('modalLine', line)).join('\n');
  const picked = await show[weight](shownOn('modalMessage', message), { modal: true, detail }, ...shown);
  return picked === undefined ? undefined : buttons[shown.indexOf(picked)];
}
