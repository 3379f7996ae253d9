import { startSandbox, type StandaloneSandbox } from '#scripts/standalone.mjs';
import { englishText } from '../../../src/core/model/text';
import type { Field } from '../../../src/core/model/form';
import { platforms } from '../../../src/core/platforms/registry';
import type { Workbench } from '../pages/workbench';
import type { Desk } from './desk';

/** A server that plays one platform, with its own controls. */
export class Played {
  constructor(
    readonly platform: string,
    readonly sandbox: StandaloneSandbox,
  ) {}

  /** The sandbox's control API: modes, rows, arrivals, faults. */
  async control(method: string, path: string, body?: unknown): Promise<any> {
    const answer = await fetch(new URL(`/sandbox${path}`, this.sandbox.url), {
      method,
      headers: { Authorization: `Bearer ${this.sandbox.token}`, 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const message = await answer.text();
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${message}`);
    return JSON.parse(message === '' ? 'null' : message);
  }

  rows(table: string): Promise<Record<string, any>[]> {
    return this.control('GET', `/rows?table=${table}`);
  }

  mode(mode: string, value: unknown): Promise<void> {
    return this.control('PUT', '/mode', { mode, value });
  }
}

export async function play(platform: string, args: readonly string[] = []): Promise<Played> {
  return new Played(platform, await startSandbox(args, platform));
}

/** The first question of connecting. */
export async function choosePlatform({ quickInput }: Workbench, name = 'BasicAI CE (Xtreme1)'): Promise<void> {
  await quickInput.wait('Select a platform');
  await quickInput.pick(name);
  await quickInput.wait(`Connect to ${name}`);
}

/** Answers the platform's own form up to its key, field by field, as a person does. */
async function presentKey(
  { workbench }: Desk,
  played: Played,
  values: Readonly<Record<string, string>>,
): Promise<void> {
  const { info } = platformOf(played);
  const { quickInput } = workbench;
  const { options, method } = played.sandbox.connect;
  const enter = async (text: string) => {
    await quickInput.type(text);
    await quickInput.accept();
  };
  const fill = async (
    fields: readonly Field[],
    known: Readonly<Record<string, string>>,
    title: (n: number) => string,
  ) => {
    for (const [n, field] of fields.entries()) {
      await quickInput.wait(title(n + 1));
      const value = known[field.id] ?? field.initial ?? '';
      const choice = field.choices?.find((one) => one.value === value);
      if (choice) await quickInput.pick(typeof choice.label === 'string' ? choice.label : englishText(choice.label));
      else await enter(value);
    }
  };
  await workbench.runCommand('Datasets: Connect to a Server…');
  await choosePlatform(workbench, info.name);
  await enter(played.sandbox.url);
  const fields = info.fields ?? [];
  await fill(fields, options, (n) => `Connect to ${info.name} (${n}/${fields.length})`);
  const chosen = methodOf(played, method);
  if (info.signInMethods.length > 1) {
    await quickInput.wait(/^Select how to sign in/);
    await quickInput.pick(englishText(chosen.label));
  }
  const host = new URL(played.sandbox.url).host;
  await fill(chosen.fields, values, (n) => `Key for ${host} (${n}/${chosen.fields.length})`);
}

/** Connects to a server. */
export async function connect(desk: Desk, played: Played, name: string): Promise<void> {
  const { quickInput } = desk.workbench;
  await presentKey(desk, played, played.sandbox.connect.values);
  await quickInput.wait('Name of the connection');
  await quickInput.type(name);
  await quickInput.accept();
  await desk.workbench.tree('Datasets').wait(new RegExp(`^Connection ${name}`));
}

/** Tries to connect with a secret of which one character is another. @returns what was entered as the secret */
export async function connectWrongly(desk: Desk, played: Played): Promise<string> {
  const { method, values } = played.sandbox.connect;
  const secret = methodOf(played, method).fields.find((field) => field.secret)?.id;
  const right = values[secret ?? ''];
  if (secret === undefined || right === undefined) throw new Error(`no secret for ${played.platform}`);
  const wrong = right.slice(0, -1) + (right.endsWith('0') ? '1' : '0');
  await presentKey(desk, played, { ...values, [secret]: wrong });
  return wrong;
}

/** The platform that is played. */
export function platformOf({ platform }: Played) {
  const found = platforms.find(({ info }) => info.id === platform);
  if (found === undefined) throw new Error(`no platform ${platform}`);
  return found;
}

function methodOf(played: Played, method: string) {
  const found = platformOf(played).info.signInMethods.find(({ id }) => id === method);
  if (found === undefined) throw new Error(`no method ${method}`);
  return found;
}
