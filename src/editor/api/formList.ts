import { isCancelled } from '../../core/net/errors';
import { type Field, splitValues, type Values } from '../../core/model/form';
import { lookUp } from '../../core/model/lookUp';
import { localize, t } from '../text/l10n';
import { askField, backPressed, pickOne } from './prompts';

/**
 * Asks a form whose fields all have a value, in one list: the fields with their values, and a first row that goes on with
 * them. A field that is chosen is asked by itself and leads back to the list.
 * @param last what was entered before; a choice that is gone is passed over
 * @throws Cancelled when the list is dismissed
 */
export async function askFormInList(title: string, fields: readonly Field[], last: Values): Promise<Values> {
  let values: Values = {};
  for (const field of fields) values = { ...values, [field.id]: startOf(field, lookUp(last, field.id)) };
  for (;;) {
    const asked = fields.filter((field) => field.when?.(values) !== false);
    const field = await pickOne<Field | undefined>(title, [
      { label: t('Continue'), icon: 'play', value: undefined },
      ...asked.map((one) => ({ label: localize(one.label), description: valueText(one, values), value: one })),
    ]);
    if (field === undefined) return Object.fromEntries(asked.map(({ id }) => [id, lookUp(values, id) ?? '']));
    values = { ...values, [field.id]: await answerOf(title, field, values) };
  }
}

/** What a field begins with: what it had last, what it suggests, or its first choice. */
function startOf(field: Field, last: string | undefined): string {
  const fits = (value: string) => {
    const { choices } = field;
    if (choices === undefined) return field.check?.(value) === undefined;
    const single = field.many === true ? splitValues(value) : [value];
    return single.length > 0 && single.every((one) => choices.some((choice) => choice.value === one));
  };
  if (last !== undefined && fits(last)) return last;
  return field.initial ?? field.choices?.[0]?.value ?? '';
}

/** The new value of a field; the one it had when its question was dismissed. */
async function answerOf(title: string, field: Field, values: Values): Promise<string> {
  const before = lookUp(values, field.id) ?? '';
  try {
    const answer = await askField(title, { ...field, initial: before }, values, true);
    return answer === backPressed ? before : answer;
  } catch (error) {
    if (isCancelled(error)) return before;
    throw error;
  }
}

function valueText(field: Field, values: Values): string {
  const value = lookUp(values, field.id) ?? '';
  const { choices } = field;
  if (choices === undefined) return value;
  const chosen = field.many === true ? splitValues(value) : [value];
  if (chosen.length > 1 && chosen.length === choices.length) return t('all {0}', chosen.length);
  const labels = chosen.map((one) => choices.find((choice) => choice.value === one)?.label ?? one);
  return labels.map(localize).join(', ');
}
