import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Step {
  readonly name: string;
  readonly request: { readonly query?: Readonly<Record<string, string>> };
  readonly save?: Readonly<Record<string, string>>;
  readonly response: { readonly status: number; readonly body: any };
}

/** The recorded steps of one scenario, by their names, with the ids that were saved before them filled in. */
export function recordedSteps(scenario: string): Map<string, Step> {
  const path = join(process.cwd(), 'test', 'captures', 'basicai-ce', `${scenario}.json`);
  const { steps } = JSON.parse(readFileSync(path, 'utf8')) as { steps: Step[] };
  const saved = new Map<string, string>();
  return new Map(
    steps.map((step) => {
      const filled = JSON.parse(
        JSON.stringify(step).replace(/\{\{(\w+)\}\}/g, (place, name: string) => saved.get(name) ?? place),
      ) as Step;
      for (const [name, at] of Object.entries(step.save ?? {}))
        saved.set(name, String(at.split('.').reduce((value, key) => value?.[key], filled.response.body)));
      return [step.name, filled];
    }),
  );
}
