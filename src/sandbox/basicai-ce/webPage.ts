import { createHash } from 'node:crypto';
import type { Answer } from '../http/answer';
import { textAnswer } from '../http/answer';
import type { Arrival } from '../http/arrival';
import type { App } from './app';
import { findData } from './data/data';
import { findDataset } from './datasets/datasets';

/** Below the origin: where the web interface of a real server is, and what its address leads to here. */
const [rootPath, explainedPath] = ['/', '/explained'] as const;

export function isWebPage({ method, path }: Arrival): boolean {
  return (method === 'GET' || method === 'HEAD') && (path === rootPath || path === explainedPath);
}

/**
 * The page that stands for the web interface of a real server. Its addresses name what is meant behind a `#`
 * (`/#/datasets/data?id=1&dataId=2`), which only the browser sees: a script hands that on.
 */
export function webPage(app: App, arrival: Arrival): Answer {
  const words = prefersChinese(arrival.header('accept-language') ?? '') ? chinese : english;
  const named = arrival.path === explainedPath ? namesOf(app, arrival.query) : [];
  return textAnswer(200, 'text/html; charset=utf-8', htmlOf(words, named, arrival.path === rootPath), {
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    vary: 'Accept-Language',
  });
}

const pageScript = `const asked = new URLSearchParams(location.hash.split('?')[1]);
const kept = new URLSearchParams();
for (const name of ['id', 'dataId']) if (asked.has(name)) kept.set(name, asked.get(name));
if (kept.size > 0) location.replace('explained?' + kept);
addEventListener('hashchange', () => location.reload());`;

const pageStyle = `body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem; color-scheme: light dark; }
dt { opacity: 0.7; } dd { margin: 0 0 1rem; font-size: 1.25rem; overflow-wrap: anywhere; unicode-bidi: isolate; }`;

const hashed = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const contentSecurityPolicy = `default-src 'none'; script-src ${hashed(pageScript)}; style-src ${hashed(pageStyle)}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

interface Words {
  lang: string;
  title: string;
  dataset: string;
  item: string;
  missing: string;
  explained: string;
  script: string;
}

const english: Words = {
  lang: 'en',
  title: 'Dataset Explorer sandbox',
  dataset: 'Dataset',
  item: 'Item',
  missing: 'The sandbox has no such dataset or item.',
  explained:
    'This is the sandbox that is embedded in Dataset Explorer. It has no web interface of its own: a real BasicAI CE server shows the dataset or the annotation tool here.',
  script: 'What was opened is named here when scripts are allowed.',
};

const chinese: Words = {
  lang: 'zh-CN',
  title: '数据集浏览器沙盒',
  dataset: '数据集',
  item: '项',
  missing: '沙盒中没有该数据集或该项。',
  explained: '这是数据集浏览器内置的沙盒，没有自己的网页界面。真实的 BasicAI CE 服务器会在这里显示数据集或标注工具。',
  script: '允许运行脚本后，这里会显示所打开的内容。',
};

type Named = readonly (readonly [what: 'dataset' | 'item', name: string | undefined])[];

function namesOf(app: App, query: URLSearchParams): Named {
  const datasetId = wholeOf(query.get('id'));
  const dataset = datasetId === undefined ? undefined : findDataset(app, datasetId);
  const named: Named = [['dataset', dataset?.name]];
  const dataId = query.get('dataId');
  if (dataId === null) return named;
  const [row] = findData(app, [wholeOf(dataId) ?? -1]);
  return [...named, ['item', row !== undefined && row.datasetId === datasetId ? row.name : undefined]];
}

function wholeOf(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function htmlOf(words: Words, named: Named, asks: boolean): string {
  const rows = named
    .filter(([, name]) => name !== undefined)
    .map(([what, name]) => `<dt>${words[what]}</dt><dd>${escape(name ?? '')}</dd>`);
  const missing = named.some(([, name]) => name === undefined) ? `<p>${words.missing}</p>` : '';
  const script = asks ? `<noscript><p>${words.script}</p></noscript><script>${pageScript}</script>` : '';
  return `<!doctype html>
<html lang="${words.lang}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${words.title}</title><style>${pageStyle}</style></head>
<body>
<h1>${words.title}</h1>
${rows.length > 0 ? `<dl>${rows.join('')}</dl>` : ''}${missing}
<p>${words.explained}</p>
${script}
</body>
</html>
`;
}

const htmlEscapes: readonly (readonly [string, string])[] = [
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
];

function escape(text: string): string {
  return htmlEscapes.reduce((escaped, [sign, written]) => escaped.replaceAll(sign, written), text);
}

/** Whether Chinese is wanted rather than English: the greater weight counts, then what stands first (RFC 9110, 12.5.4). */
function prefersChinese(header: string): boolean {
  const ranges = header.split(',').map((range) => {
    const [tag = '', ...more] = range.split(';').map((word) => word.trim().toLowerCase());
    return { tag, weight: Number(more.find((word) => word.startsWith('q='))?.slice(2) ?? 1) };
  });
  const known = ranges.filter(({ tag, weight }) => /^(zh|en)(-|$)/.test(tag) && weight > 0);
  return known.toSorted((a, b) => b.weight - a.weight)[0]?.tag.startsWith('zh') ?? false;
}
