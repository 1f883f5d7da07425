import assert from 'node:assert/strict';
import { test } from 'node:test';

import { without } from './without.js';

const N = '811218-9876';
const M = '121212-1212';

test('a personal number leaves no trace where it stood', () => {
  for (const [text, left] of [
    [`Jag heter Anna ${N} och undrar`, 'Jag heter Anna och undrar'],
    [`Anna, ${N}, undrar`, 'Anna, undrar'],
    [`Mitt nummer är ${N}, tack`, 'Mitt nummer är, tack'],
    [`Anna (${N}) undrar`, 'Anna undrar'],
    [`Anna ( ${N} ), undrar`, 'Anna, undrar'],
    [`Anna ”${N}” undrar`, 'Anna undrar'],
    [`Det gäller (Anna, ${N}) och skolan`, 'Det gäller (Anna) och skolan'],
    [`Det gäller (${N}, Anna) och skolan`, 'Det gäller (Anna) och skolan'],
    [`Hej ${N}.`, 'Hej.'],
    [`Hej ${N}`, 'Hej'],
    [`${N} undrar`, 'undrar'],
    [`${N}, Anna undrar`, 'Anna undrar'],
    [`Hej!\n${N}\nTack`, 'Hej!\nTack'],
    [`Hej!\n\n${N}\n\nTack`, 'Hej!\n\nTack'],
    [`Jag är ${N}\nTack`, 'Jag är\nTack'],
    [`Hej\n${N} undrar`, 'Hej\nundrar'],
    [`Anna\u00a0${N}\u00a0undrar`, 'Anna\u00a0undrar'],
    ['Anna 1912 1212\n1212 undrar', 'Anna undrar'],
    [`Barnen ${N} och ${M} går i skolan`, 'Barnen går i skolan'],
    [`Barnen ${N}, ${M}. Tack`, 'Barnen. Tack'],
    [`Först ${N} sedan Erik ${M} sist`, 'Först sedan Erik sist'],
    [`Anna ${N} och igen ${N} slut`, 'Anna och igen slut'],
    [N, ''],
  ]) assert.equal(without(text), left, JSON.stringify(text));
});

test('what does not touch a number is left as it is', () => {
  const text = 'Två  blanka ,  ( tomma )\n\n\noch rader';
  assert.equal(without(text), text);
  assert.equal(without(`${text} slut ${N} här  och där`), `${text} slut här  och där`);
});
