import { lookUp } from '../../core/model/lookUp';
import { weightOf } from './collation';

/**
 * How the platform's database compares names (utf8mb4_general_ci): without regard to case, accents and blanks at the end.
 * Also the order in which it sorts them.
 */
export function nameKey(name: string): string {
  const whole = name.replace(/ +$/, '');
  return /^[!-~ ]*$/.test(whole) ? whole.toUpperCase() : Array.from(whole, weightOf).join('');
}

/**
 * A key that makes digit runs compare as numbers: length, digits without leading zeros, and 999 less the zeros cut, the
 * first and the last as three digits (CE-20; recorded 05).
 */
export function orderName(name: string): string {
  return name.replace(/\d+/g, (run) => {
    const digits = run.replace(/^0+(?=\d)/, '');
    return `${String(digits.length).padStart(3, '0')}${digits}${String(999 - (run.length - digits.length)).padStart(3, '0')}`;
  });
}

/** A file's name without its last extension. */
export function baseName(file: string): string {
  const dot = file.lastIndexOf('.');
  return dot < 0 ? file : file.slice(0, dot);
}

export function extension(file: string): string {
  const dot = file.lastIndexOf('.');
  return dot < 0 ? '' : file.slice(dot + 1).toLowerCase();
}

const typesByExtension: Record<string, string> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  bmp: 'image/bmp',
  tif: 'image/tiff',
  webp: 'image/webp',
  json: 'application/json',
};

/** The type that the platform gives a file by its name; a point cloud has none. */
export function mimeOf(file: string): string | null {
  return lookUp(typesByExtension, extension(file)) ?? null;
}

const pictureExtensions = new Set(['jpg', 'jpeg', 'png', 'bmp', 'tif', 'webp']);

export function isPictureName(file: string): boolean {
  return pictureExtensions.has(extension(file));
}
