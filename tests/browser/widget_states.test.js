// No fault that axe can see, nothing to scroll sideways, nothing too small to press and nothing cut off by a reader's own
// spacing: in every state of the widget, in light, dark and forced colours, on a phone, a tablet and a desktop.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

import { Desk } from './support/desk.js';
import { holdsInEveryLook } from './support/looks.js';
import { scene } from './support/scene.js';
import { go, staff } from './support/staff.js';
import { ACTS } from './support/states.js';

// An offer stands for as long as looking at a state in every look takes.
const TOPICS = '[{ sv = "Bygglov", en = "Building permits" }, { sv = "Förskola och skola", en = "Preschool and school" }]';
const here = scene(async () => ({
  settings: { FILES__ENABLED: 'true', ROUTING__OFFER_S: '600', WIDGET__TOPICS: TOPICS },
}));
const WEB = new URL('../../src/web/', import.meta.url);
/** @param {string} path */
const source = (path) => readFileSync(new URL(path, WEB), 'utf8');
const words = JSON.parse(source('locale/sv/widget.json'));
const states = Object.values(ACTS).flat();

for (const [act, scenes] of Object.entries(ACTS)) {
  test(act, async (context) => {
    const visitor = await here.visitor();
    await visitor.context.clock.install();
    /** @type {import('./support/staff.js').Staff[]} */
    const agents = [];
    /** @type {import('./support/states.js').Cast} */
    const cast = {
      here, visitor, page: visitor.page, line: null,
      desk: await Desk.of(here),
      agent: async () => agents[0] ?? (agents.push(await staff(here, 'first')), agents[0]),
    };
    await visitor.context.routeWebSocket(/\/ws\/visitor/, (socket) => {
      const server = socket.connectToServer();
      socket.onMessage((frame) => server.send(frame));
      server.onMessage((frame) => socket.send(frame));
      cast.line = socket;
    });
    for (const state of scenes) {
      await context.test(state.name, async () => {
        await state.reach(cast);
        const chat = cast.page === visitor.page ? visitor.chat : cast.page;
        for (const selector of state.shows) await chat.locator(selector).first().waitFor();
        for (const key of state.says ?? []) await chat.locator('.connection').getByText(words[key]).waitFor();
        await holdsInEveryLook(cast.page, state.name, { whole: state.whole });
      });
    }
    await visitor.context.close();
    await go(...agents);
    await cast.desk.page.context().close();
  });
}

test('every state that the code knows stands in the table', () => {
  const shown = new Set(states.flatMap(({ shows }) => shows));
  /** @param {string} text @param {RegExp} wanted */
  const all = (text, wanted) => [...text.matchAll(wanted)].map(([, name]) => name);
  const stages = all(source('shared/wire.d.ts').split('export type Stage')[1].split('\n\n')[0], /kind: '(\w+)'/g);
  const views = all(source('widget/state/chat.js').split('\n').find((line) => line.endsWith('} View */')) ?? '', /'(\w+)'/g);
  assert.ok(stages.length >= 5 && views.length >= 3, 'the sources are read');
  const components = readdirSync(new URL('widget/', WEB)).filter((name) => hasStyle(name));
  const wanted = [
    ...[...stages, 'reachable', 'not_reachable'].map((kind) => `.stage--${kind}`),
    ...views.map((view) => (view === 'chat' ? '.composer' : classOf(view))),
    ...components.filter((name) => !AROUND.has(name)).map(classOf),
  ];
  assert.deepEqual(wanted.filter((selector) => !shown.has(selector)), [], 'no state shows these');
  const said = new Set(states.flatMap(({ says = [] }) => says));
  const lines = Object.keys(words).filter((key) => key.startsWith('connection.') && key !== 'connection.again');
  assert.deepEqual(lines.filter((key) => !said.has(key)), [], 'no state says these');
});

/** In sight in every state, or known there by the names of its parts. */
const AROUND = new Set(['app', 'transcript', 'stage']);
/** @param {string} name */
const classOf = (name) => `.${name.replaceAll('_', '-')}`;
/** @param {string} name */
const hasStyle = (name) => !name.includes('.') && readdirSync(new URL(`widget/${name}/`, WEB)).includes(`${name}.css`);
