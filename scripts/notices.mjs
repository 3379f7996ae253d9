// What of other people is in the bundles, and the text that their licences ask for.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const licenceFile = /^(licen[sc]e|copying)(\.(md|txt))?$/i;
const readmeFile = /^readme(\.md)?$/i;
/** Characters: what is shorter only names a licence. */
const shortestLicence = 400;
const noticeFile = /^notice(\.(md|txt))?$/i;

/**
 * The npm packages of which bytes are in a build's outputs, by name, then version.
 * @param {import('esbuild').Metafile[]} metafiles
 * @param {string} root the folder that the metafiles' paths begin at
 * @returns {{ name: string, version: string, licence: string, folder: string }[]} `licence` is the SPDX expression of its
 * manifest, `folder` an absolute path
 * @throws Error naming a package whose manifest tells no licence
 */
export function bundledPackages(metafiles, root) {
  const inputs = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap((output) =>
      Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0),
    ),
  );
  const folders = new Set(inputs.map(([path]) => packageFolder(path)).filter((folder) => folder !== undefined));
  return [...folders].map((folder) => readPackage(join(root, folder))).sort(byNameAndVersion);
}

/** `a/node_modules/@scope/name/lib/x.js` → `a/node_modules/@scope/name`; `undefined` for a file of ours. */
function packageFolder(path) {
  return /^.*\bnode_modules\/(@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0];
}

function readPackage(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (typeof license !== 'string') throw new Error(`The package ${name} ${version} names no licence in its manifest.`);
  return { name, version, licence: license, folder };
}

const byNameAndVersion = (a, b) => compare(a.name, b.name) || compare(a.version, b.version);
const compare = (a, b) => (a < b ? -1 : Number(a > b));

/**
 * The notices to ship: every package with version, licence and the licence's whole text.
 * @param {ReturnType<typeof bundledPackages>} packages
 * @throws Error naming a package that ships no licence text
 */
export function noticesOf(packages) {
  const head = `Dataset Explorer contains the following third-party software (${packages.length} packages).\n`;
  const rule = '-'.repeat(80);
  return [
    head,
    ...packages.map((one) => `${rule}\n${one.name} ${one.version} (${one.licence})\n\n${textsOf(one)}\n`),
  ].join('\n');
}

function textsOf({ name, version, folder }) {
  const files = readdirSync(folder).sort();
  const read = (file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n');
  const licences = files.filter((file) => licenceFile.test(file)).map(read);
  const texts =
    licences.length > 0
      ? licences
      : files.filter((file) => readmeFile.test(file)).flatMap((file) => sectionOf(read(file)));
  if (texts.length === 0) throw new Error(`The package ${name} ${version} has no text of its licence.`);
  return [...texts, ...files.filter((file) => noticeFile.test(file)).map(read)].map((text) => text.trim()).join('\n\n');
}

/** The section "License" of a readme, where some packages keep the text; none when it is too short to be one. */
function sectionOf(readme) {
  const [, text = ''] = /^(?:#+ *license *|license\n-+)\n([^]*?)(?=^#|(?![^]))/im.exec(readme) ?? [];
  return text.length > shortestLicence ? [text] : [];
}
