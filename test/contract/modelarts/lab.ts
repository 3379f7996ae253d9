import type { Node } from '../../../src/core/model/node';
import { type Lab, signal } from '../lab';

/** A fresh dataset over a folder of its own. Type 900 is free, 0 holds pictures. */
export function dataset(lab: Lab, name: string, type = '900'): Promise<Node> {
  const values = { name, type, input: `/acme-vision/${name}/in/`, output: `/acme-vision/${name}/out/` };
  return lab.session.create!(undefined)!.run(values, signal());
}

/** Signs in as a user with a password, whose session makes its own tokens. */
export function byPassword(lab: Lab): Promise<void> {
  return lab.signIn('password', { user: 'dataset-bot', password: lab.connect.values.sk!, domain: 'acme-cloud' });
}

/** The sandbox's rows of one dataset. */
export async function samplesOf(lab: Lab, node: Node): Promise<Record<string, any>[]> {
  return (await lab.rows('sample')).filter(({ dataset: id }) => id === node.id);
}
