import { lookUp } from '../../core/model/lookUp';
import { isObject } from '../json';

/** What a rule does to a request or to its answer. Times in milliseconds, sizes in bytes. */
export type Action =
  | { type: 'delay'; ms: number }
  | { type: 'status'; status: number; body?: string; contentType?: string; headers?: Record<string, string> }
  | { type: 'cut'; afterBytes: number }
  | { type: 'cutRequest'; afterBytes: number }
  | { type: 'drip'; bytesPerSecond: number }
  | { type: 'wrongLength'; add: number }
  | { type: 'wrongEtag' }
  | { type: 'expired' }
  | { type: 'duplicate' }
  | { type: 'hang' }
  | { type: 'stuck'; status: string };

interface Rule {
  match: RegExp;
  skip: number;
  times: number;
  action: Action;
}

const requiredMembers: Record<Action['type'], readonly [string, 'number' | 'string'][]> = {
  delay: [['ms', 'number']],
  status: [['status', 'number']],
  cut: [['afterBytes', 'number']],
  cutRequest: [['afterBytes', 'number']],
  drip: [['bytesPerSecond', 'number']],
  wrongLength: [['add', 'number']],
  wrongEtag: [],
  expired: [],
  duplicate: [],
  hang: [],
  stuck: [['status', 'string']],
};

/** The rules in force. Every rule that matches a request acts on it, in their order. */
export class Faults {
  private rules: Rule[] = [];

  /** Replaces all rules; throws with the reason when the list is not understood. */
  set(list: unknown): void {
    if (!Array.isArray(list)) throw new Error('a list of rules is due');
    this.rules = list.map(readRule);
  }

  clear(): void {
    this.rules = [];
  }

  /** `line` is that of an arrival: method, path, names in the query. Uses up one of each rule's times. */
  pick(line: string): Action[] {
    return this.rules.filter((rule) => rule.match.test(line)).flatMap((rule) => (spend(rule) ? [rule.action] : []));
  }
}

function spend(rule: Rule): boolean {
  if (rule.skip > 0) {
    rule.skip--;
    return false;
  }
  if (rule.times <= 0) return false;
  rule.times--;
  return true;
}

function readRule(value: unknown): Rule {
  if (!isObject(value) || typeof value['match'] !== 'string')
    throw new Error('a rule needs "match", a regular expression');
  const { action } = value;
  if (!isAction(action)) throw new Error(`not an action: ${JSON.stringify(action)}`);
  return {
    match: new RegExp(value['match']),
    skip: typeof value['skip'] === 'number' ? value['skip'] : 0,
    times: typeof value['times'] === 'number' ? value['times'] : Number.POSITIVE_INFINITY,
    action,
  };
}

function isAction(value: unknown): value is Action {
  if (!isObject(value)) return false;
  const needs = Object.entries(requiredMembers).find(([type]) => type === value['type'])?.[1];
  return needs?.every(([name, type]) => typeof lookUp(value, name) === type) ?? false;
}
