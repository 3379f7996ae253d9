import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import { picture } from '../pictures';
import { endAll, send, start, zip, type Reply, type Server } from '../harness';

/** What *Open in Browser* leads to: the address of a real server's web interface. */
describe('the page of the sandbox', function () {
  this.timeout(60_000);
  const hostile = `<img src=x onerror=alert(1)>"'&amp;`;
  let server: Server;
  let datasetId: number;
  let dataId: number;
  before(async () => {
    server = await start('--empty');
    datasetId = await server.dataset(hostile);
    await server.upload(datasetId, 'p.zip', await zip({ 'image_0/a & b.png': picture(2, 2) }));
    [{ id: dataId }] = await server.list(datasetId);
  });
  after(endAll);
  const get = (path: string, language = ''): Promise<Reply> =>
    send('GET', server.origin + path, undefined, language === '' ? {} : { 'accept-language': language });

  it('hands on what the address names behind its #, by the one script that its policy allows', async () => {
    const { status, headers, text } = await get('/');
    assert.deepEqual([status, headers['content-type']], [200, 'text/html; charset=utf-8']);
    const policy = String(headers['content-security-policy']);
    const scripts = [...text.matchAll(/<script>([^]*?)<\/script>/g)].map(([, script = '']) => script);
    assert.equal(scripts.length, 1);
    const sum = createHash('sha256').update(String(scripts[0])).digest('base64');
    assert.ok(policy.includes(`script-src 'sha256-${sum}'`), policy);
    assert.match(policy, /^default-src 'none';/);
    assert.doesNotMatch(policy, /unsafe/);
    let went = '';
    const location = {
      hash: `#/datasets/data?id=${datasetId}&dataId=${dataId}&token=secret`,
      replace: (to: string) => (went = to),
    };
    const run = (): unknown =>
      runInNewContext(String(scripts[0]), { location, addEventListener: () => undefined, URLSearchParams });
    run();
    assert.equal(went, `explained?id=${datasetId}&dataId=${dataId}`);
    location.hash = '';
    went = '';
    run();
    assert.equal(went, '');
  });

  it('names the dataset and the item as text, and says what a real server shows there', async () => {
    const { text } = await get(`/explained?id=${datasetId}&dataId=${dataId}`);
    assert.ok(text.includes('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;amp;'), text);
    assert.ok(text.includes('<dd>a &amp; b</dd>'), text);
    assert.doesNotMatch(text, /<img|<script/);
    assert.match(text, /<html lang="en">[^]*embedded in Dataset Explorer[^]*annotation tool/);
  });

  it('says that there is no such thing, whatever the ids', async () => {
    const other = await server.dataset('other');
    const foreign = await get(`/explained?id=${other}&dataId=${dataId}`);
    assert.match(foreign.text, /<dd>other<\/dd>[^]*no such dataset or item/);
    assert.doesNotMatch(foreign.text, /a &amp; b/);
    for (const query of ['id=99', 'id=x', `id=${datasetId}&dataId=99`, `id=99&dataId=${dataId}`, 'id=%3Cb%3E', '']) {
      const { status, text } = await get(`/explained?${query}`);
      assert.equal(status, 200);
      assert.match(text, /no such dataset or item/, query);
      assert.doesNotMatch(text, /<b>/);
    }
  });

  it('speaks the language that the browser asks for', async () => {
    for (const language of ['zh-CN,zh;q=0.9,en;q=0.8', 'fr, zh;q=0.5', 'zh, en', 'en;q=0.3,zh-TW;q=0.4'])
      assert.match((await get('/', language)).text, /<html lang="zh-CN">[^]*内置的沙盒/, language);
    for (const language of ['', 'en-US,en;q=0.9,zh;q=0.8', 'fr', 'en, zh', 'zh;q=0, en;q=0.1', '*'])
      assert.match((await get('/', language)).text, /<html lang="en">/, language);
  });
});
