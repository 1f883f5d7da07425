// A server that the test plays itself, in the frame of the chat: for conversations longer than anybody would write.

/** Runs in the frame before its scripts. `played.says(frame)` is what the server says; it has welcomed everybody. */
export function playsServer() {
  const stage = /** @type {object} */ ({ kind: 'with_agent', agent: { name: 'Anna' } });
  const played = { says: (/** @type {object} */ _frame) => {}, drops: () => {}, last: 0, stage };
  class Played extends EventTarget {
    constructor() {
      super();
      played.says = (frame) => this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) }));
      played.drops = () => this.dispatchEvent(new Event('close'));
      queueMicrotask(() => this.dispatchEvent(new Event('open')));
    }
    send(/** @type {string} */ data) {
      const frame = JSON.parse(data);
      if (frame.type !== 'hello') return;
      played.last = frame.last_seq ?? 0;
      const desk = { open: true, reachable: true, text: 'Chatten är öppen.' };
      played.says({ type: 'welcome', key: 'played', conversation: 'c', stage: played.stage, seq: 0, desk, features: [] });
    }
    close() {}
  }
  Object.assign(window, { played, WebSocket: Played });
}
