// The editor's display language. The host has no language packs, and none can be downloaded where only npm is reachable;
// a pack without texts is enough: the editor's own texts stay English, while `vscode.env.language`, `l10n/` bundles and
// `package.nls.*.json` of extensions follow the language.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const names = { 'zh-cn': ['Chinese (Simplified)', '中文(简体)'] };

/** Prepares a data folder so that the server that starts on it, and every browser that opens it, use this language. */
export function writeLanguage(userDataDir, language) {
  const data = join(userDataDir, 'data');
  const pack = join(userDataDir, 'language-pack');
  mkdirSync(data, { recursive: true });
  mkdirSync(pack, { recursive: true });
  const texts = join(pack, 'main.i18n.json');
  writeFileSync(texts, JSON.stringify({ '': [], version: '1.0.0', contents: {} }));
  const [name, own] = names[language] ?? [language, language];
  const entry = {
    hash: `texts-of-${language}`,
    label: own ?? name,
    extensions: [{ extensionIdentifier: { id: `local.language-pack-${language}` }, version: '1.0.0' }],
    translations: { vscode: texts },
  };
  writeFileSync(join(data, 'languagepacks.json'), JSON.stringify({ [language]: entry }));
  writeFileSync(join(data, 'User', 'argv.json'), JSON.stringify({ locale: language }));
}
