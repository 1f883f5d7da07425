import assert from 'node:assert/strict';
import { test } from 'node:test';

import { obstacle } from './obstacle.js';

test('why nobody can sign in here, if nobody can', () => {
  for (const [origin, secure, cookies, address, why] of /** @type {[string, boolean, boolean, string, string | null][]} */ ([
    ['https://chatt.kommun.example', true, true, 'https://chatt.kommun.example', null],
    ['http://127.0.0.1:8080', true, true, 'http://127.0.0.1:8080', null],
    ['http://localhost:8080', true, true, 'http://localhost:8080', null],
    ['http://[::1]:8080', true, true, 'http://[::1]:8080', null],
    ['http://chatt.kommun.example', false, true, 'http://chatt.kommun.example', 'not_secure'],
    ['http://192.168.1.20:8080', false, true, 'http://192.168.1.20:8080', 'not_secure'],
    ['http://chatt.kommun.example', false, true, 'https://chatt.kommun.example', 'elsewhere'],
    ['https://chatten.kommun.example', true, true, 'https://chatt.kommun.example', 'elsewhere'],
    ['https://chatt.kommun.example:8443', true, true, 'https://chatt.kommun.example', 'elsewhere'],
    ['http://localhost:8080', true, true, 'http://127.0.0.1:8080', 'elsewhere'],
    ['http://server17:8080', false, true, 'http://127.0.0.1:8080', 'not_set_up'],
    ['https://chatt.kommun.example', true, true, 'http://127.0.0.1:8080', 'not_set_up'],
    ['https://chatt.kommun.example', true, false, 'https://chatt.kommun.example', 'no_cookies'],
    ['http://chatt.kommun.example', false, false, 'https://chatt.kommun.example', 'elsewhere'],
    ['https://chatt.kommun.example', true, true, '', null],
    ['http://chatt.kommun.example', false, true, '', 'not_secure'],
  ])) {
    assert.equal(obstacle({ origin, secure, cookies }, address), why, `${origin} of ${address}`);
  }
});
