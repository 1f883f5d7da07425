// The real server in demo mode, with a folder of its own, behind a line that can be cut.

import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { Line } from './line.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const program = resolve(root, process.env.VAGLEDARE_BIN ?? 'target/debug/vagledare');
/** How long the first start may take, with an index to build in a debug build. */
const START_MS = 60_000;

/** @typedef {{name: string, role: string, password: string}} Account */

export class Server {
  line = new Line();
  /** @type {Account[]} */
  accounts = [];
  /** @type {string[]} the last lines it printed, for a test that fails */
  said = [];
  #folder = mkdtempSync(join(tmpdir(), 'vagledare-'));
  #port = 0;
  #sites;
  /** @type {Record<string, string>} */
  #settings;
  /** The knowledge that it answers from: the project's, or a copy of it that a test may change. */
  knowledge = join(root, 'knowledge');
  /** @type {import('node:child_process').ChildProcess | null} */
  #process = null;

  #direct;

  /**
   * @param {string[]} sites other origins that may embed the widget
   * @param {Record<string, string>} settings
   * @param {boolean} direct whether browsers come without the line between, which then cannot be cut
   */
  constructor(sites, settings, direct) {
    this.#sites = sites;
    this.#settings = settings;
    this.#direct = direct;
  }

  /** @param {{sites?: string[], ownPages?: boolean, host?: string, settings?: Record<string, string>, direct?: boolean}} [given] `settings` by the ends of their variables' names, such as WIDGET__IDLE_CLEAR_S */
  static async start({ sites = [], ownPages = false, host = '127.0.0.1', settings = {}, direct = false } = {}) {
    const server = new Server(sites, settings, direct);
    server.line.host = host;
    if (ownPages) {
      const copy = join(server.#folder, 'knowledge');
      cpSync(server.knowledge, copy, { recursive: true });
      server.knowledge = copy;
    }
    await server.line.open();
    server.#port = server.line.target = await freePort();
    await server.run();
    return server;
  }

  get address() {
    return this.#direct ? `http://${this.line.host}:${this.#port}` : this.line.address;
  }

  get #env() {
    return {
      ...process.env,
      VAGLEDARE__SERVER__PUBLIC_URL: this.address,
      VAGLEDARE__KNOWLEDGE__DIR: this.knowledge,
      VAGLEDARE__SERVER__EMBED_ORIGINS: JSON.stringify(this.#sites),
      ...Object.fromEntries(Object.entries(this.#settings).map(([name, value]) => [`VAGLEDARE__${name}`, value])),
    };
  }

  /** What a command prints as JSON, under the server's own configuration. @param {...string} args */
  prints(...args) {
    return JSON.parse(execFileSync(program, args, { env: this.#env, cwd: root, encoding: 'utf8' }));
  }

  /** Adds somebody beside the running server. @param {string} name @param {string} display @param {string} [role] @returns {string} the password */
  adds(name, display, role = 'agent') {
    const password = `hemligt-${name}-lösenord`;
    const args = ['staff', 'add', name, '--role', role, '--display', display, '--password-stdin', '--data', this.#folder];
    execFileSync(program, args, { env: this.#env, cwd: root, input: password });
    return password;
  }

  /** Starts the program, again if need be, and returns when it says where it is. */
  async run() {
    const args = ['serve', '--demo', '--listen', `127.0.0.1:${this.#port}`, '--data', this.#folder];
    const child = spawn(program, args, { env: this.#env, cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = child;
    this.accounts = [];
    await new Promise((done, fail) => {
      const late = setTimeout(() => fail(new Error(`not ready in ${START_MS} ms:\n${this.said.join('\n')}`)), START_MS);
      child.once('error', fail);
      child.once('exit', (code) => fail(new Error(`ended with ${code}:\n${this.said.join('\n')}`)));
      for (const stream of [child.stdout, child.stderr]) {
        createInterface({ input: stream }).on('line', (text) => {
          this.#hear(text);
          if (this.accounts.length < 3) return;
          clearTimeout(late);
          done(null);
        });
      }
    });
    await this.#answers();
  }

  /** Kills it as a power cut would, and returns when it is gone. */
  async kill() {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await gone;
  }

  async stop() {
    await this.kill();
    this.line.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** @param {string} role a word of its Swedish name @returns {Account} */
  account(role) {
    const found = this.accounts.find((account) => account.role.includes(role));
    if (!found) throw new Error(`no account for ${role} was printed:\n${this.said.join('\n')}`);
    return found;
  }

  /** `  anna  samhällsvägledare  lösenord: xxxx` @param {string} text */
  #hear(text) {
    this.said = [...this.said.slice(-50), text];
    const match = /^\s*(\S+)\s+(.*?)\s*lösenord:?\s+(\S+)\s*$/i.exec(text);
    if (match) this.accounts.push({ name: match[1], role: match[2], password: match[3] });
  }

  /** The lines may be printed a moment before the socket listens. */
  async #answers() {
    const until = Date.now() + START_MS;
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${this.#port}/readyz`).catch(() => null);
      if (answer?.ok) return;
      if (Date.now() > until) throw new Error('/readyz is not ok');
      await new Promise((next) => setImmediate(next));
    }
  }
}

/** A port that nobody listens on just now. @returns {Promise<number>} */
function freePort() {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address());
      probe.close(() => done(port));
    });
  });
}
