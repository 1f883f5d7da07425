import assert from 'node:assert/strict';
import { test } from 'node:test';

import { HostPage } from './host_page.js';

/** A window inside another one. @param {string} search */
function framed(search) {
  /** @type {Array<[any, string]>} */
  const told = [];
  const parent = { postMessage: (/** @type {any} */ message, /** @type {string} */ origin) => told.push([message, origin]) };
  /** @type {(event: any) => void} */
  let hear = () => {};
  const self = { location: { search }, parent, addEventListener: (/** @type {string} */ _, /** @type {any} */ run) => (hear = run) };
  return { self: /** @type {any} */ (self), parent, told, says: (/** @type {any} */ event) => hear(event) };
}

/** Hears everything. @param {() => void} [heard] */
const ears = (heard = () => {}) => ({ opened: heard, closed: heard, asked: heard, active: heard, escaped: heard });

const ALLOWED = ['https://www.linkoping.se', 'https://chatt.linkoping.se'];
const NAMED = `?host=${encodeURIComponent('https://www.linkoping.se')}`;

test('a listed page is told, by its exact origin, that the chat is ready', () => {
  const { self, told } = framed(NAMED);
  const page = new HostPage(ALLOWED, self);
  page.listen(ears());
  assert.equal(page.isThere, true);
  assert.deepEqual(told, [[{ type: 'vagledare.ready' }, 'https://www.linkoping.se']]);
});

test('a page that is not listed is neither told nor heard', () => {
  for (const host of ['https://www.linkoping.se.example', 'http://www.linkoping.se', 'https://linkoping.se', '*', 'null', '']) {
    const { self, parent, told, says } = framed(`?host=${encodeURIComponent(host)}`);
    const page = new HostPage(ALLOWED, self);
    let heard = 0;
    page.listen(ears(() => (heard += 1)));
    page.close();
    page.open();
    page.cleared();
    says({ origin: host, source: parent, data: { type: 'vagledare.opened' } });
    says({ origin: host, source: parent, data: { type: 'vagledare.ask', text: 'Hej' } });
    says({ origin: host, source: parent, data: { type: 'vagledare.escape' } });
    says({ origin: host, source: parent, data: { type: 'vagledare.active' } });
    assert.equal(page.isThere, false);
    assert.deepEqual([told.length, heard], [0, 0], host);
  }
});

test('only the page that holds the frame is heard, and only what is known', () => {
  const { self, parent, says } = framed(NAMED);
  /** @type {any[]} */
  const heard = [];
  new HostPage(ALLOWED, self).listen({
    opened: (...said) => heard.push(said),
    closed: () => heard.push('closed'),
    asked: (text) => heard.push(['asked', text]),
    active: () => heard.push('active'),
    escaped: () => heard.push('escaped'),
  });
  const origin = 'https://www.linkoping.se';
  says({ origin, source: {}, data: { type: 'vagledare.opened' } });
  says({ origin: 'https://chatt.linkoping.se', source: parent, data: { type: 'vagledare.opened' } });
  says({ origin, source: parent, data: null });
  says({ origin, source: parent, data: { type: 'vagledare.unknown' } });
  says({ origin, source: {}, data: { type: 'vagledare.ask', text: 'Hej' } });
  for (const text of [undefined, null, 3, { toString: () => 'Hej' }, ['Hej']]) says({ origin, source: parent, data: { type: 'vagledare.ask', text } });
  assert.deepEqual(heard, []);
  says({ origin, source: parent, data: { type: 'vagledare.opened', page: { url: 'https://www.linkoping.se/a', title: 'A' }, focus: true } });
  says({ origin, source: parent, data: { type: 'vagledare.ask', text: '<b>Hej</b>' } });
  says({ origin, source: parent, data: { type: 'vagledare.closed' } });
  says({ origin, source: parent, data: { type: 'vagledare.active' } });
  says({ origin, source: parent, data: { type: 'vagledare.escape' } });
  const page = { url: 'https://www.linkoping.se/a', title: 'A' };
  assert.deepEqual(heard, [[page, true, null], ['asked', '<b>Hej</b>'], 'closed', 'active', 'escaped']);
});

test('the page keeps a key and gives it back; one with an older script keeps nothing', () => {
  const { self, parent, told, says } = framed(NAMED);
  const page = new HostPage(ALLOWED, self);
  /** @type {Array<string | null>} */
  const given = [];
  page.listen({ ...ears(), opened: (_page, _focus, kept) => given.push(kept) });
  for (const kept of ['', 'k', null, undefined, 3, {}]) says({ origin: 'https://www.linkoping.se', source: parent, data: { type: 'vagledare.opened', kept } });
  assert.deepEqual(given, ['', 'k', null, null, null, null]);
  page.keep('k');
  page.keep(null);
  assert.deepEqual(told.slice(1).map(([message]) => message), [{ type: 'vagledare.keep', key: 'k' }, { type: 'vagledare.keep', key: null }]);
});

test('the page is asked to leave; a chat in a window of its own leaves by itself', () => {
  const { self, told } = framed(NAMED);
  /** @type {string[]} */
  const replaced = [];
  self.location.replace = (/** @type {string} */ url) => replaced.push(url);
  new HostPage(ALLOWED, self).leave('https://www.smhi.se');
  assert.deepEqual([told, replaced], [[[{ type: 'vagledare.leave', url: 'https://www.smhi.se' }, 'https://www.linkoping.se']], []]);
  self.parent = self;
  const alone = new HostPage(ALLOWED, self);
  alone.leave('https://www.smhi.se');
  assert.deepEqual([alone.isThere, replaced, told.length], [false, ['https://www.smhi.se'], 1]);
});
