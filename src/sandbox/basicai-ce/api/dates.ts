import { unforeseen } from './errors';

const datePattern = /^(\d{4}-\d{1,2}-\d{1,2})(?:[T ](\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d+)?)?))?\s*(Z|[+-]\d\d:?\d\d)?$/;

/** A date of a filter in milliseconds, in the lenient forms that clients send; the server's zone is UTC. */
export function readDate(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const parts = datePattern.exec(text.trim());
  const [, day = '', time = '00:00:00', zone = 'Z'] = parts ?? [];
  const ms = parts
    ? Date.parse(`${pad(day, '-')}T${pad(withSeconds(time), ':')}${zone.replace(/(\d\d)(\d\d)$/, '$1:$2')}`)
    : Number.NaN;
  if (Number.isNaN(ms))
    throw unforeseen(`cn.hutool.core.date.DateException: No format fit for date String [${text}] !`);
  return ms;
}

function withSeconds(time: string): string {
  return time.split(':').length === 2 ? `${time}:00` : time.replace(/(\.\d{3})\d+$/, '$1');
}

function pad(text: string, mark: string): string {
  return text
    .split(mark)
    .map((part) => part.replace(/^\d(?=\.|$)/, '0$&'))
    .join(mark);
}
