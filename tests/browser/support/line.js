// The line between browser and server, which a test can cut. Everything goes through it, so that the address of the
// chat stays the same when the server is killed and started anew.

import { connect, createServer } from 'node:net';

export class Line {
  /** @type {Set<import('node:net').Socket>} */
  #sockets = new Set();
  #isCut = false;
  #server;
  port = 0;
  /** What browsers call us. */
  host = '127.0.0.1';
  /** Where the server listens. */
  target = 0;

  constructor() {
    this.#server = createServer((near) => this.#join(near));
  }

  async open() {
    await new Promise((done) => this.#server.listen(0, '127.0.0.1', () => done(null)));
    this.port = /** @type {import('node:net').AddressInfo} */ (this.#server.address()).port;
  }

  get address() {
    return `http://${this.host}:${this.port}`;
  }

  /** Cuts every connection in the middle of whatever it carries, and lets none through until `mend`. */
  cut() {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  mend() {
    this.#isCut = false;
  }

  close() {
    this.cut();
    this.#server.close();
  }

  /** @param {import('node:net').Socket} near */
  #join(near) {
    if (this.#isCut) return near.resetAndDestroy();
    const far = connect(this.target, '127.0.0.1');
    for (const [one, other] of [[near, far], [far, near]]) {
      this.#sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
    near.pipe(far);
    return far.pipe(near);
  }
}
