// The line between browser and server, which a test can cut. Everything goes through it, so that the address of the
// chat stays the same when the server is killed and started anew.

import { connect, createServer } from 'node:net';

const FORBIDDEN = 'HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n';

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
  /** The socket that no upgrade comes through to, as in a network that knows nothing but pages. @type {string | null} */
  blocked = null;

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
    far.pipe(near);
    // A browser asks for a socket on a connection of its own, and in one piece.
    return near.once('data', (head) => {
      if (this.blocked && String(head).startsWith(`GET ${this.blocked} `)) return near.end(FORBIDDEN);
      far.write(head);
      return near.pipe(far);
    });
  }
}
