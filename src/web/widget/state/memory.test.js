import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Memory } from './memory.js';

/** A browser's store. */
class Store {
  /** @type {Map<string, string>} */
  kept = new Map();
  getItem = (/** @type {string} */ name) => this.kept.get(name) ?? null;
  setItem = (/** @type {string} */ name, /** @type {string} */ value) => void this.kept.set(name, value);
  removeItem = (/** @type {string} */ name) => void this.kept.delete(name);
}

/** @param {Store} store @returns {() => Storage} */
const asked = (store) => () => /** @type {any} */ (store);
const forbidden = () => {
  throw new DOMException('The operation is insecure.', 'SecurityError');
};

test('a clean page writes nothing', () => {
  const [lasting, ofTab] = [new Store(), new Store()];
  const memory = new Memory(asked(lasting), asked(ofTab));
  memory.unsent = [];
  memory.draft = '';
  assert.deepEqual([memory.lasts, memory.key, memory.draft, memory.unsent], [true, null, '', []]);
  assert.equal(lasting.kept.size + ofTab.kept.size, 0);
});

test('cleared, nothing is left', () => {
  const [lasting, ofTab] = [new Store(), new Store()];
  const memory = new Memory(asked(lasting), asked(ofTab));
  memory.key = 'k';
  memory.draft = 'Hej';
  memory.language = 'en';
  memory.unsent = [{ type: 'say', id: 'a', text: 'Hej' }];
  assert.deepEqual([...lasting.kept.keys()], ['vagledare.key'], 'only the key outlives the tab');
  memory.clear();
  assert.equal(lasting.kept.size + ofTab.kept.size, 0);
  assert.deepEqual([memory.key, memory.draft, memory.language, memory.unsent], [null, '', null, []]);
});

test('where storing is forbidden the page itself remembers', () => {
  const memory = new Memory(forbidden, forbidden);
  memory.key = 'k';
  memory.unsent = [{ type: 'say', id: 'a', text: 'Hej' }];
  assert.equal(memory.lasts, false);
  assert.equal(memory.key, 'k');
  assert.equal(memory.unsent.length, 1);
  memory.clear();
  assert.equal(memory.key, null);
});

test('the page around keeps everything where the frame may not store, and only there', () => {
  /** @type {string | null} */
  let page = '';
  /** @type {string[]} */
  const changed = [];
  const opened = () => {
    const memory = new Memory(forbidden, forbidden);
    const isKept = memory.keptBy(page ?? '', (kept, name) => (page = kept, changed.push(name)));
    assert.deepEqual([isKept, memory.lasts], [true, true]);
    return memory;
  };
  const first = opened();
  assert.deepEqual([first.key, first.draft, first.unsent], [null, '', []]);
  assert.equal(first.keptBy('another', () => assert.fail('one keeper is enough')), false);
  first.key = 'k';
  first.draft = 'Hej';
  first.unsent = [{ type: 'say', id: 'a', text: 'Hej' }];
  first.key = 'k';
  assert.deepEqual(changed, ['key', 'draft', 'unsent'], 'what stays as it is is not kept again');

  const reloaded = opened();
  assert.deepEqual([reloaded.key, reloaded.draft, reloaded.unsent.length], ['k', 'Hej', 1]);
  reloaded.clear();
  assert.deepEqual([page, reloaded.key, reloaded.draft], [null, null, '']);

  const stores = new Memory(asked(new Store()), asked(new Store()));
  assert.equal(stores.keptBy('k', () => assert.fail('nothing leaves the frame')), false);
  stores.key = 'own';
  assert.equal(stores.key, 'own');
});

test('the page may have kept the key alone, for an older chat', () => {
  const memory = new Memory(forbidden, forbidden);
  memory.keptBy('aG9uZXN0', () => {});
  assert.deepEqual([memory.key, memory.draft], ['aG9uZXN0', '']);
});

test('a draft that somebody has meddled with does no harm', () => {
  const ofTab = new Store();
  ofTab.setItem('vagledare.unsent', '{');
  assert.deepEqual(new Memory(asked(new Store()), asked(ofTab)).unsent, []);
});
