import assert from 'node:assert/strict';
import { isCancelled, PlatformError } from '../../../src/core/net/errors';
import { text } from '../../../src/core/model/text';
import type { Node } from '../../../src/core/model/node';
import type { SnapshotResult, Restoration, TextDocument } from '../../../src/core/contract';
import { keepForUndo } from '../../../src/features/createEditDelete/keepForUndo';
import { window } from '../../support/vscode';

const nodes = ['a', 'b'].map((name) => ({ ref: `data/1/${name}`, name }) as Node);
const restoring = (keep: () => Promise<SnapshotResult>) => ({ snapshot: keep }) as unknown as Restoration;
const kept = { ref: 'data/1/a', name: 'a' } as SnapshotResult['kept'][number];
const lost = (n: number) =>
  Array.from({ length: n }, (_, at) => ({ ref: `data/1/${at}`, name: `item ${at}`, reason: text('gone') }));

describe('keeping what Undo needs, before a deletion', () => {
  const shown: string[] = [];
  const documents = { show: async (document: TextDocument) => void shown.push(JSON.stringify(document.content)) };
  const asked: { message: string; detail: string; buttons: string[] }[] = [];
  const answering = (pick: (buttons: string[]) => string | undefined) => {
    window.showWarningMessage = (async (message: string, options: { detail: string }, ...buttons: string[]) => {
      asked.push({ message, detail: options.detail, buttons });
      return pick(buttons);
    }) as never;
  };
  const usual = window.showWarningMessage;
  beforeEach(() => {
    asked.length = shown.length = 0;
  });
  after(() => {
    window.showWarningMessage = usual;
  });

  it('asks nothing when all can be kept', async () => {
    answering(() => undefined);
    assert.deepEqual(
      await keepForUndo(
        restoring(async () => ({ kept: [kept], lost: [] })),
        nodes,
        documents,
      ),
      [kept],
    );
    assert.equal(asked.length, 0);
  });

  it('asks once, names what cannot be kept and why, and goes on when the person agrees', async () => {
    answering((buttons) => buttons.at(-1));
    const found = await keepForUndo(
      restoring(async () => ({ kept: [kept], lost: lost(7) })),
      nodes,
      documents,
    );
    assert.deepEqual(found, [kept], 'what is good is kept all the same');
    assert.equal(asked.length, 1);
    assert.match(asked[0]!.message, /7 items/);
    assert.match(asked[0]!.detail, /item 0: gone/);
    assert.match(asked[0]!.detail, /2 more/);
  });

  it('deletes nothing on Enter: the button that has the focus shows the list', async () => {
    let asks = 0;
    answering((buttons) => (asks++ === 0 ? buttons[0] : undefined));
    await assert.rejects(
      keepForUndo(
        restoring(async () => ({ kept: [], lost: lost(7) })),
        nodes,
        documents,
      ),
      isCancelled,
    );
    assert.match(shown[0]!, /item 6: gone/);
  });

  it('deletes nothing when the question is closed', async () => {
    answering(() => undefined);
    await assert.rejects(
      keepForUndo(
        restoring(async () => ({ kept: [], lost: lost(1) })),
        nodes,
        documents,
      ),
      isCancelled,
    );
  });

  it('takes a failure of all of it for the loss of each, and lets a cancellation through', async () => {
    answering((buttons) => buttons.at(-1));
    const failing = restoring(() => Promise.reject(new PlatformError('network', text('The connection was cut.'))));
    assert.deepEqual(await keepForUndo(failing, nodes, documents), []);
    assert.match(asked[0]!.detail, /a: The connection was cut\.\nb: The connection was cut\./);
    const cancelled = restoring(() => Promise.reject(Object.assign(new Error('x'), { name: 'Cancelled' })));
    await assert.rejects(keepForUndo(cancelled, nodes, documents), isCancelled);
  });
});
