import assert from 'node:assert/strict';
import { copiedLinks } from '../../../src/features/createEditDelete/commands';

const link = (day: string) => `http://store.test/b/k?X-Amz-Date=${day}T120000Z&X-Amz-Expires=604800`;
const shown = (iso: string) =>
  new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));

describe('what is said of copied links', () => {
  it('tells until when one works', () => {
    assert.ok(copiedLinks([link('20260101')]).endsWith(`until ${shown('2026-01-08T12:00:00Z')}.`));
  });

  it('tells when the first of several ends', () => {
    const message = copiedLinks([link('20260105'), link('20260101'), 'http://store.test/b/k']);
    assert.match(message, /^3 links copied/);
    assert.ok(message.includes(shown('2026-01-08T12:00:00Z')));
  });

  it('promises no time that it does not know', () => {
    assert.match(copiedLinks(['http://store.test/b/k']), /until it expires\.$/);
  });
});
