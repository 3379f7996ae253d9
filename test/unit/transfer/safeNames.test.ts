import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nameKey, nameRules, SafeNames } from '../../../src/core/transfer/unpack/safeNames';

const { windows, macos, linux } = nameRules;
const one = (path: string, rules = windows) => new SafeNames(rules).path(path);
const name = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.constantFrom(
    '..',
    '.',
    '',
    'con',
    'NUL.txt',
    'com1.jpg',
    'A.jpg',
    'a.jpg',
    'a',
    'a (2)',
    'a (2).jpg',
    'é',
    'e\u0301',
    'x. ',
    'a:b',
    'C:',
  ),
);
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const paths = fc.array(path, { maxLength: 30 });

describe('safe names', () => {
  it('leave alone what every system can hold', () => {
    const kept = ['image_0/a.jpg', 'result/a.json', 'scene_1/图片 1.png', "it's (1) #%+.jpg"];
    for (const rules of [windows, macos, linux]) {
      const names = new SafeNames(rules);
      assert.deepEqual(
        kept.map((each) => names.path(each)),
        kept,
      );
      assert.deepEqual(names.changes, []);
    }
  });

  it('replace what Windows cannot hold, and leave it on Linux', () => {
    for (const [from, to] of [
      ['a?b.jpg', 'a_b.jpg'],
      ['a:b.jpg', 'a_b.jpg'],
      ['CON', '_CON'],
      ['nul.tar.gz', '_nul.tar.gz'],
      ['com1.jpg', '_com1.jpg'],
      ['end.', 'end_'],
      ['end ', 'end_'],
    ] as const) {
      assert.equal(one(from), to);
      assert.equal(one(from, linux), from);
    }
    assert.equal(one('console.txt'), 'console.txt');
  });

  it('never begin with a dot: what tools look for is not written by a server', () => {
    for (const rules of [windows, macos, linux]) {
      for (const [from, to] of [
        ['.git/hooks/post-checkout', '_git/hooks/post-checkout'],
        ['.vscode/tasks.json', '_vscode/tasks.json'],
        ['a/.Git/config', 'a/_Git/config'],
        ['git~1/config', '_git~1/config'],
        ['a/.npmrc', 'a/_npmrc'],
        ['\u200c.git/x', '_git/x'],
      ] as const)
        assert.match(one(from, rules), new RegExp(`^_?${to}$`), from);
    }
  });

  it('never lead out of the folder, nor hide how a name ends', () => {
    for (const rules of [windows, macos, linux]) {
      assert.equal(one('../../etc/passwd', rules), '__/__/etc/passwd');
      assert.equal(one('/etc/passwd', rules), 'etc/passwd');
      assert.equal(one('..\\..\\x', rules), '_._.._x');
      assert.equal(one('photo\u202Egpj.exe', rules), 'photo_gpj.exe');
      assert.equal(one('a\0b\n.jpg', rules), 'a_b_.jpg');
    }
  });

  it('keep apart what differs by case or by the form of an accent only, and files from folders', () => {
    const names = new SafeNames(linux);
    const given = ['image_0/A.jpg', 'image_0/a.jpg', 'image_0/é.jpg', 'image_0/e\u0301.jpg', 'x', 'x/y'].map((each) =>
      names.path(each),
    );
    assert.deepEqual(given, [
      'image_0/A.jpg',
      'image_0/a (2).jpg',
      'image_0/é.jpg',
      'image_0/e\u0301 (2).jpg',
      'x',
      'x (2)/y',
    ]);
    assert.equal(names.changes.length, 3);
  });

  it('change the files of one item alike, so that they still belong together', () => {
    const names = new SafeNames(windows);
    assert.equal(names.path('image_0/a?.jpg'), 'image_0/a_.jpg');
    assert.equal(names.path('image_0/a*.jpg'), 'image_0/a_ (2).jpg');
    assert.equal(names.path('result/a*.json'), 'result/a_ (2).json');
    assert.equal(names.path('result/a?.json'), 'result/a_.json');
  });

  it('give a path the name that it had in an earlier run, and that name to no other', () => {
    const names = new SafeNames(windows);
    names.keep('image_0/a*.jpg', 'image_0/a_.jpg');
    assert.equal(names.path('image_0/a?.jpg'), 'image_0/a_ (2).jpg');
    assert.equal(names.path('image_0/a*.jpg'), 'image_0/a_.jpg');
  });

  it('are short enough, cut between characters, with their extension', () => {
    const long = `${'图'.repeat(200)}.jpg`;
    const cut = one(long, linux);
    assert.ok(Buffer.byteLength(cut) <= 255 && cut.endsWith('图.jpg'), cut);
  });

  for (const [system, rules] of Object.entries(nameRules))
    it(`are unique, safe and stay as they are on ${system}, whatever is asked`, () => {
      fc.assert(
        fc.property(paths, (asked) => {
          const names = new SafeNames(rules);
          const given = asked.map((each) => names.path(each));
          const keys = given.map(nameKey);
          assert.equal(new Set(keys).size, keys.length, 'unique');
          for (const each of given)
            for (const part of each.split('/')) {
              assert.ok(part !== '' && part !== '.' && part !== '..', each);
              assert.equal(part.replace(rules.forbidden, '_'), part);
              assert.ok(Buffer.byteLength(part) <= 255, part);
              assert.ok(rules.looseEnd || !/[. ]$/.test(part), part);
              assert.ok(!rules.reserved?.test(part), part);
            }
          const again = new SafeNames(rules);
          assert.deepEqual(
            given.map((each) => again.path(each)),
            given,
            'idempotent',
          );
        }),
        { numRuns: 400 },
      );
    });
});
