import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The forms in which a secret may lie somewhere. */
function forms(secret: string): Buffer[] {
  const raw = Buffer.from(secret);
  // Where a text begins within three bytes decides its base64; the ends depend on what stands beside it and are left out.
  const base64 = [0, 1, 2].map((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), raw]).toString('base64');
    return whole.slice(shift === 0 ? 0 : 4, -4);
  });
  const wide = Buffer.from(secret, 'utf16le');
  return [raw, wide, Buffer.from(encodeURIComponent(secret)), ...base64.map((text) => Buffer.from(text))];
}

/**
 * Looks for secrets in the bytes of every file below a folder.
 * @param secrets what must not be found, by a name
 * @param spared whether a path below the folder is left out
 * @returns one line for each secret and file
 */
export function findSecrets(
  folder: string,
  secrets: Readonly<Record<string, string>>,
  spared: (path: string) => boolean,
): { readonly files: number; readonly found: string[] } {
  const found: string[] = [];
  let files = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || spared(path)) continue;
    const bytes = readFileSync(path);
    files++;
    for (const [name, secret] of Object.entries(secrets))
      if (forms(secret).some((form) => bytes.includes(form))) found.push(`${name} in ${path}`);
  }
  return { files, found };
}
