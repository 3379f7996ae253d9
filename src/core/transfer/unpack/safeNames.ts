/** What a file system cannot hold, as data. Lengths: names in bytes of UTF-8, paths in UTF-16 units. */
export interface NameRules {
  readonly forbidden: RegExp;
  /** Names that mean a device, whatever their extension. */
  readonly reserved?: RegExp;
  /** Whether a name may end in a dot or a blank. */
  readonly looseEnd: boolean;
  readonly longestName: number;
  readonly longestPath: number;
}

/** Never wanted anywhere: control characters, characters that turn the direction of writing, halves of a pair. */
const everywhere = '\\p{Cc}\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff\\p{Cs}/\\\\';

const posix: NameRules = {
  forbidden: new RegExp(`[${everywhere}]`, 'gu'),
  looseEnd: true,
  longestName: 255,
  longestPath: 3_500,
};

export const nameRules: Readonly<Record<'windows' | 'macos' | 'linux', NameRules>> = {
  windows: {
    ...posix,
    forbidden: new RegExp(`[${everywhere}<>:"|?*]`, 'gu'),
    reserved: /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])\s*(\.|$)/i,
    looseEnd: false,
    longestPath: 30_000,
  },
  macos: { ...posix, forbidden: new RegExp(`[${everywhere}:]`, 'gu'), longestPath: 900 },
  linux: posix,
};

/** The rules of the system that this runs on. */
export function fileSystemNameRulesOf(platform: NodeJS.Platform): NameRules {
  if (platform === 'win32') return nameRules.windows;
  return platform === 'darwin' ? nameRules.macos : nameRules.linux;
}

/** A path that had to be written otherwise. */
export interface NameChange {
  readonly from: string;
  readonly to: string;
}

/**
 * A name that begins with a dot means something to tools that meet it (`.git`, `.vscode`, `.npmrc`), and none of them may be
 * written by a server; nor one that a file system makes of it by leaving out what is not seen, or by shortening.
 */
const hiddenStart = /^[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*\./;
const shortGit = /^git~\d+$/i;

/** Bytes kept for an extension, so that files of one item with different extensions keep one stem. */
const longestExtension = 16;

/**
 * Two names that some file system takes for one have the same key: those compare without case and without regard to the
 * form in which accents are written.
 */
export function nameKey(name: string): string {
  if (/^[\x20-\x7e]*$/.test(name)) return name.toLowerCase();
  return name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}

/**
 * Gives paths (with `/`) names that a file system can hold, each its own, one after the other in the order asked.
 * What is safe already stays as it is. Files of one item share their stem across sibling folders (`image_0/a.jpg`,
 * `result/a.json`), so a stem is changed in all of them alike. Never leaves the folder: `..` is a name like any other.
 */
export class SafeNames {
  readonly changes: NameChange[] = [];
  /** Folder as asked → as written. */
  private readonly folders = new Map<string, string>([['', '']]);
  /** Place and stem as asked → stem as written. */
  private readonly stems = new Map<string, string>();
  /** Keys of what is written → what was asked for it. */
  private readonly taken = new Map<string, string>();

  constructor(private readonly rules: NameRules) {}

  /**
   * Remembers what an earlier run wrote, so that the same path gets the same name again. What is not safe is not
   * remembered: the memory is a file that anybody may have written.
   */
  keep(asked: string, written: string): void {
    const [from, to] = [split(asked), split(written)];
    if (from.length !== to.length || to.some((part) => this.safe(part, 0) !== part)) return;
    for (let n = 1; n < from.length; n++) this.settle(from.slice(0, n).join('/'), to.slice(0, n).join('/'));
    const place = placeOf(written);
    const stem = stemOf(to.at(-1) ?? '').stem;
    this.stems.set(stemKey(placeOf(asked), stemOf(from.at(-1) ?? '').stem), stem);
    this.taken.set(`stem ${nameKey(`${place}/${stem}`)}`, stemOf(from.at(-1) ?? '').stem);
  }

  /** The safe path for a path; asked twice for one path, it gives two. */
  path(asked: string): string {
    const parts = split(asked);
    const file = parts.pop() ?? '';
    const folder = this.folder(parts);
    const written = folder === '' ? this.file(asked, file, '') : `${folder}/${this.file(asked, file, folder)}`;
    if (written !== asked) this.changes.push({ from: asked, to: written });
    return written;
  }

  private folder(parts: readonly string[]): string {
    const asked = parts.join('/');
    const known = this.folders.get(asked);
    if (known !== undefined) return known;
    const above = this.folder(parts.slice(0, -1));
    const prefix = above === '' ? '' : `${above}/`;
    const name = this.safe(parts.at(-1) ?? '', prefix.length);
    for (let n = 1; ; n++) {
      const path = prefix + this.numbered(name, n, prefix.length);
      if (this.taken.has(`path ${nameKey(path)}`)) continue;
      this.settle(asked, path);
      return path;
    }
  }

  private settle(asked: string, written: string): void {
    this.folders.set(asked, written);
    this.taken.set(`path ${nameKey(written)}`, asked);
  }

  private file(asked: string, name: string, folder: string): string {
    const { stem, extension } = stemOf(this.safe(name, folder.length + 1));
    const wanted = stemOf(name).stem;
    const place = placeOf(folder === '' ? '' : `${folder}/x`);
    const known = this.stems.get(stemKey(placeOf(asked), wanted));
    for (let n = 1; ; n++) {
      const tried = n === 1 && known !== undefined ? known : this.numbered(stem, n, folder.length + 1);
      const path = (folder === '' ? '' : `${folder}/`) + tried + extension;
      const holder = this.taken.get(`stem ${nameKey(`${place}/${tried}`)}`);
      if (this.taken.has(`path ${nameKey(path)}`) || (holder !== undefined && holder !== wanted)) continue;
      this.taken.set(`path ${nameKey(path)}`, asked);
      this.taken.set(`stem ${nameKey(`${place}/${tried}`)}`, wanted);
      if (known === undefined) this.stems.set(stemKey(placeOf(asked), wanted), tried);
      return tried + extension;
    }
  }

  /** One name made safe, whatever else is there. */
  private safe(name: string, above: number): string {
    const { rules } = this;
    let out = name.replace(rules.forbidden, '_');
    if (/^\.{0,2}$/.test(out)) out = '_'.repeat(Math.max(1, out.length));
    if (!rules.looseEnd) out = out.replace(/[. ]+$/, (end) => '_'.repeat(end.length));
    if (rules.reserved?.test(out) === true || shortGit.test(out)) out = `_${out}`;
    out = out.replace(hiddenStart, '_');
    const { stem, extension } = stemOf(out);
    return this.fitting(stem, '', above) + extension;
  }

  private numbered(stem: string, n: number, above: number): string {
    return n === 1 ? stem : this.fitting(stem, ` (${n})`, above);
  }

  /** The stem with an ending, cut between characters so that both and an extension fit. */
  private fitting(stem: string, ending: string, above: number): string {
    const room = Math.max(40, Math.min(this.rules.longestName, this.rules.longestPath - above) - longestExtension);
    const most = room - Buffer.byteLength(ending);
    if (Buffer.byteLength(stem) <= most) return stem + ending;
    let cut = '';
    let bytes = 0;
    for (const character of stem) {
      bytes += Buffer.byteLength(character);
      if (bytes > most) break;
      cut += character;
    }
    return (this.rules.looseEnd ? cut : cut.replace(/[. ]+$/, '')) + ending;
  }
}

function split(path: string): string[] {
  return path.split('/');
}

/** The folder above the one that a file lies in: items share it. */
function placeOf(path: string): string {
  return split(path).slice(0, -2).join('/');
}

function stemKey(place: string, stem: string): string {
  return `${place}\n${stem}`;
}

function stemOf(name: string): { stem: string; extension: string } {
  const extension = /(?<=.)\.[A-Za-z0-9]{1,15}$/u.exec(name)?.[0] ?? '';
  return { stem: name.slice(0, name.length - extension.length), extension };
}
