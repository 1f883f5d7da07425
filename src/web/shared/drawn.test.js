import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Drawn } from './drawn.js';

test('a thing is drawn anew only when what it depends on has changed', () => {
  const drawn = new Drawn();
  const [one, other] = [{}, {}];
  let times = 0;
  const draw = () => (times += 1);
  assert.deepEqual([drawn.of(one, ['a', 1], draw), drawn.of(one, ['a', 1], draw)], [1, 1]);
  assert.equal(drawn.of(other, ['a', 1], draw), 2, 'another thing is drawn for itself');
  assert.equal(drawn.of(one, ['a', 2], draw), 3);
  assert.equal(drawn.of(one, ['a', 1], draw), 4, 'only the last drawing is kept');
});
