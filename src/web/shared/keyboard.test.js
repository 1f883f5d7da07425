import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Keyboard } from './keyboard.js';

/** A page on a device. @param {boolean} hasMouse */
function page(hasMouse) {
  const keys = new EventTarget();
  const mouse = Object.assign(new EventTarget(), { matches: hasMouse });
  const keyboard = new Keyboard(keys, /** @type {any} */ (mouse));
  return {
    keyboard,
    presses: (/** @type {string} */ key) => keys.dispatchEvent(Object.assign(new Event('keydown'), { key })),
    changes: (/** @type {boolean} */ matches) => mouse.dispatchEvent(Object.assign(new Event('change'), {}, void (mouse.matches = matches))),
  };
}
const ENTER = { shiftKey: false, ctrlKey: false, metaKey: false };

test('with a mouse there are keys, and Enter sends; with Shift it never does', () => {
  const { keyboard } = page(true);
  assert.deepEqual([keyboard.isThere.value, keyboard.sends(ENTER), keyboard.sends({ ...ENTER, shiftKey: true })], [true, true, false]);
});

test('on glass Enter breaks the line, whatever is written', () => {
  const { keyboard, presses } = page(false);
  // Keyboards on glass tell letters, Enter and Backspace as keys do, or only that there was one.
  for (const key of ['a', 'Å', ' ', 'Enter', 'Backspace', 'Unidentified', 'Process', 'Dead']) presses(key);
  assert.deepEqual([keyboard.isThere.value, keyboard.sends(ENTER)], [false, false]);
});

test('a keyboard on a tablet is known by the first key that glass does not have, and a combination sends at once', () => {
  for (const key of ['Tab', 'Shift', 'ArrowLeft', 'Escape']) {
    const { keyboard, presses } = page(false);
    presses(key);
    assert.deepEqual([keyboard.isThere.value, keyboard.sends(ENTER)], [true, true], key);
  }
  assert.equal(page(false).keyboard.sends({ ...ENTER, ctrlKey: true }), true);
});

test('a tablet that is put into its keyboard and taken out of it changes with it', () => {
  const { keyboard, changes } = page(false);
  changes(true);
  assert.equal(keyboard.isThere.value, true);
  changes(false);
  assert.equal(keyboard.isThere.value, false);
});
