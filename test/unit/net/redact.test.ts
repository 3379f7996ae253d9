import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Redactor } from '../../../src/core/net/secrets/redact';

const signature = 'f0e1d2c3b4a5968778695a4b3c2d1e0ff0e1d2c3b4a5968778695a4b3c2d1e0f';
const jwt = 'eyJhbGciOiJIUzUxMiJ9.eyJpc3MiOiJCYXNpY0FJIiwic3ViIjoiMiJ9.Rq3_Zc-7lVYQk1';
const redact = (text: string) => new Redactor().redact(text);

describe('the redactor', () => {
  const shapes: readonly (readonly [name: string, said: string, secret: string])[] = [
    ['a header', 'Authorization: Bearer abc.def-123', 'abc.def-123'],
    ['a header of another scheme', 'authorization: ApiKey k-0987654321', 'k-0987654321'],
    ['the header of an object store', 'Authorization: OBS AKID:bXlzaWduYXR1cmU=', 'bXlzaWduYXR1cmU'],
    [
      'a signed header',
      `Authorization: SDK-HMAC-SHA256 Access=AK, SignedHeaders=host, Signature=${signature}`,
      signature,
    ],
    ['the token of an answer', 'X-Subject-Token: MIIDkgYJKoZIhvcNAQcCoIIDgzCCA38', 'MIIDkgYJKoZIhvcNAQcCoIIDgzCCA38'],
    ['a link of an object store', 'https://b.obs.r.test/k?AccessKeyId=AKID999&Expires=1&Signature=a%2Bb', 'AKID999'],
    ['basic credentials anywhere', 'sent Basic dXNlcjpwYXNzd29yZA== to it', 'dXNlcjpwYXNzd29yZA'],
    ['user and password in a URL', 'GET https://me:hunter22@host.test/x', 'hunter22'],
    ['a signed link', `http://h/o?X-Amz-Date=20260101&X-Amz-Signature=${signature}&x=1`, signature],
    ['a credential in a signed link', 'http://h/o?X-Amz-Credential=AKIA999%2F2026&a=b', 'AKIA999'],
    ['a signed link inside another', `u=http%3A%2F%2Fh%2Fo%3FX-Amz-Signature%3D${signature}`, signature],
    ['a token in a query', 'http://h/api?token=tok-1234567', 'tok-1234567'],
    ['JSON', '{"user":"me","password":"pa ss\'word","x":1}', "pa ss'word"],
    ['JSON with blanks', '{ "token" : "abcdefgh" }', 'abcdefgh'],
    ['a web token without a name', `it said ${jwt} twice`, jwt],
    ['JSON within JSON', String.raw`{"body":"{\"password\":\"hunter22 x\",\"a\":1}"}`, 'hunter22'],
    ['a password that holds a quote', '{"password":"hunter\\"22x"}', '22x'],
    ['a password that is cut', '{"password":"hunter22', 'hunter22'],
    ['a password with an @', 'https://me:hunter@22@host.test/x', '22'],
    ['a web token behind other words', `a.b.c-${jwt}`, 'Rq3_Zc'],
    ['a cookie', 'Cookie: session=s3cr3tvalue', 's3cr3tvalue'],
  ];
  for (const [name, text, secret] of shapes)
    it(`takes out ${name}`, () => {
      assert.ok(!redact(text).includes(secret), redact(text));
    });

  it('leaves what is needed to understand a line', () => {
    const line = 'GET http://host.test:8190/api/data/findByPage?datasetId=5&pageNo=1 200 1234 bytes 17 ms';
    assert.equal(redact(line), line);
    assert.match(
      redact(`PUT http://h.test/minio/a.zip?X-Amz-Signature=${signature} 403`),
      /^PUT http:\/\/h\.test\/minio\/a\.zip\?.* 403$/,
    );
  });

  const secret = fc.stringMatching(/^[A-Za-z0-9_./+=~!-]{8,60}$/).filter((one) => !'<hidden>'.includes(one));

  it('lets no known secret survive, as it is, percent-encoded or in base64, in any text', () => {
    fc.assert(
      fc.property(
        fc.array(secret, { minLength: 1, maxLength: 4 }),
        fc.string(),
        fc.string(),
        (secrets, before, after) => {
          const redactor = new Redactor();
          for (const one of secrets) redactor.add(one);
          for (const one of secrets)
            for (const form of [
              one,
              encodeURIComponent(one),
              Buffer.from(one).toString('base64'),
              Buffer.from(one).toString('base64url'),
            ]) {
              const out = redactor.redact(`${before} ${form} ${after}`);
              assert.ok(!out.includes(form.replace(/=+$/, '')), out);
            }
        },
      ),
    );
  });

  it('finds a secret in hexadecimal of either case, and in base64 at any offset within other bytes', () => {
    const around = fc.uint8Array({ maxLength: 7 });
    fc.assert(
      fc.property(secret, around, around, (one, before, after) => {
        const redactor = new Redactor();
        redactor.add(one);
        const bytes = Buffer.concat([before, Buffer.from(one), after]);
        for (const coded of ['base64', 'base64url'] as const) {
          const out = redactor.redact(`x ${bytes.toString(coded)} y`);
          const known = Buffer.from(one).subarray(2, -2).toString('latin1');
          for (const skip of [0, 1, 2, 3]) {
            const rest = out.replace('<hidden>', '').slice(2 + skip);
            assert.ok(!Buffer.from(rest, 'base64').toString('latin1').includes(known), out);
          }
        }
        const hex = Buffer.from(one).toString('hex');
        for (const form of [hex, hex.toUpperCase()]) assert.equal(redactor.redact(`x ${form} y`), 'x <hidden> y');
      }),
    );
  });

  it('finds a secret of which any letters are percent-encoded, in either case', () => {
    fc.assert(
      fc.property(secret, fc.infiniteStream(fc.boolean()), (one, coin) => {
        const redactor = new Redactor();
        redactor.add(one);
        const encoded = Array.from(Buffer.from(one), (byte) => {
          const { value } = coin.next();
          return value === true ? `%${byte.toString(16).padStart(2, '0')}` : String.fromCharCode(byte);
        }).join('');
        assert.equal(redactor.redact(`é ${encoded} ü`), 'é <hidden> ü');
      }),
    );
  });

  it('hides the longer of two secrets whole, in whatever order they came', () => {
    for (const order of [
      ['secret-one', 'secret-one-and-more'],
      ['secret-one-and-more', 'secret-one'],
    ]) {
      const redactor = new Redactor();
      for (const one of order) redactor.add(one);
      assert.equal(redactor.redact('x secret-one-and-more y'), 'x <hidden> y');
    }
  });

  it('hides a password as it stands in JSON and in a form', () => {
    const password = 'p"a\\ss w&rd\'!';
    const redactor = new Redactor();
    redactor.add(password);
    const forms = [JSON.stringify({ p: password }), new URLSearchParams({ p: password }).toString()];
    for (const form of forms) assert.match(redactor.redact(form), /^(\{"p":"<hidden>"\}|p=<hidden>)$/);
  });

  it('takes a token of any length, and tells nothing of it when something goes wrong', () => {
    const redactor = new Redactor();
    const token = 'MIIDkgYJKoZIhvcNAQcCoIIDgzCCA38+/'.repeat(3_000);
    redactor.add(token);
    const hex = Buffer.from(token).toString('hex');
    const text = `a ${token} b ${hex} c ${Buffer.from(`x${token}y`).toString('base64url')} d ${encodeURIComponent(token)} e`;
    assert.ok(redactor.redact(text).length < 100, redactor.redact(text).slice(0, 200));
  });

  it('does not eat words for a secret that is too short to be one', () => {
    const redactor = new Redactor();
    redactor.add('cat');
    assert.equal(redactor.redact('a category of cats'), 'a category of cats');
  });
});
