import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface Options {
  platform: string;
  port: number | undefined;
  empty: boolean;
  rows: number;
  folder: string | undefined;
  samples: string | undefined;
  stdin: boolean;
}

/** Reads `--platform P [--port N] [--empty] [--rows N] [--folder DIR] [--samples DIR] [--stdin]`; throws with a reason. */
export function readOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      platform: { type: 'string' },
      port: { type: 'string' },
      empty: { type: 'boolean', default: false },
      rows: { type: 'string', default: '0' },
      folder: { type: 'string' },
      samples: { type: 'string' },
      stdin: { type: 'boolean', default: false },
    },
  });
  if (values.platform === undefined) throw new Error('--platform is missing');
  return {
    platform: values.platform,
    port: values.port === undefined ? undefined : whole('--port', values.port),
    empty: values.empty,
    rows: whole('--rows', values.rows),
    folder: values.folder,
    samples: values.samples,
    stdin: values.stdin,
  };
}

function whole(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`${name} takes a whole number`);
  return Number(text);
}
