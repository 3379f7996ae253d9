/** Keys under which short words are kept: they tell kinds and states, not what belongs to a person. */
const telling =
  /(^|_)(type|kind|way|status|state|code|format|mode|policy|version)$|(Type|Kind|Status|State|Code|Format)$/;
const identifying = /(^|_)(id|key|marker|token)$|(Id|ID|Key|Marker)$/;
/** Objects whose very keys are a person's. */
const personal = /(meta|property|properties|attributes|labels|tags)/i;
/** Of each kind of elements so many are kept, and of all so many. */
const mostOfKind = 2;
const mostElements = 20;

/**
 * Takes everything out of an answer but its shape: keys, kinds of values, words that tell kinds and states. Values that
 * identify something become others, the same for the same, so that an answer still refers to another.
 */
export class ShapeRecorder {
  private readonly ids = new Map<string, number>();

  of(value: unknown, key = ''): unknown {
    if (typeof value === 'string') return this.text(value, key);
    if (typeof value === 'number') return this.number(value, key);
    if (Array.isArray(value)) return samples(value).map((one) => this.of(one, key));
    if (typeof value === 'object' && value !== null) return this.object(value, key);
    return value;
  }

  private object(value: object, key: string): object {
    const known = !personal.test(key);
    const entries = Object.entries(value).slice(0, known ? Infinity : mostOfKind);
    return Object.fromEntries(
      entries.map(([name, one], n) => [known ? name : `key${n + 1}`, this.of(one, known ? name : '')]),
    );
  }

  private number(value: number, key: string): number {
    if (identifying.test(key) && value > 0) return this.idOf(String(value));
    if (telling.test(key) || value === 0 || Math.abs(value) === 1) return value;
    return Number.isInteger(value) ? 7 * Math.sign(value) : 7.5 * Math.sign(value);
  }

  private text(value: string, key: string): string {
    if (value === '' || (telling.test(key) && /^[\w.-]{1,40}$/.test(value))) return value;
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return 'https://bytes.example/x';
    if (/^\d{4}-\d\d-\d\dT/.test(value)) return '2025-01-01T00:00:00.000Z';
    if (/^\d{16,}$/.test(value)) return String(9_007_199_254_740_993n + BigInt(this.idOf(value)));
    if (/^-?\d+$/.test(value)) return identifying.test(key) ? String(this.idOf(value)) : '7';
    if (/^[0-9a-f]{32}$/i.test(value)) return this.idOf(value).toString(16).padStart(32, '0');
    return identifying.test(key) ? `id-${this.idOf(value)}` : 'text';
  }

  private idOf(value: string): number {
    const known = this.ids.get(value) ?? this.ids.size + 101;
    this.ids.set(value, known);
    return known;
  }
}

/** The first of each kind of elements, so that a list of many alike still shows the odd one among them. */
function samples(list: readonly unknown[]): unknown[] {
  const seen = new Map<string, number>();
  return list
    .filter((one) => {
      const count = (seen.get(kindOf(one)) ?? 0) + 1;
      seen.set(kindOf(one), count);
      return count <= mostOfKind;
    })
    .slice(0, mostElements);
}

function kindOf(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return typeof value;
  return Object.entries(value)
    .map(([key, one]) => (telling.test(key) && typeof one === 'string' ? `${key}=${one}` : key))
    .sort()
    .join();
}
