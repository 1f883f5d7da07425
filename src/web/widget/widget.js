// The script that a website embeds:
//
//   <script src="https://the-chat-host/widget.js" async></script>
//
// It adds one labelled button last on the page. Until somebody presses it there is no frame, no connection and nothing
// stored. After that a frame from the chat's own host holds everything. Where the browser lets the frame store nothing, this
// page keeps for it, in this tab, the key that opens the conversation again and what is written but not sent; it never looks.
// Messages between the two name the exact origin in both directions. Everything lives in a shadow tree, so that the
// website's styles and ours leave each other alone, and no layout of the page moves.
//
// `window.vagledare` is what the page may call:
//
//   open()  close()         folds the chat out and back
//   ask(text)               opens the chat and asks, as a visitor who pressed a link on the page; once
//   on(event, listener)     hears 'ready' (the chat has loaded, or had already), 'open', 'close' and 'message' ({unread}:
//                           something new while folded; never what it says). Returns what takes the listener off again
//   push(run)               calls run(vagledare)
//
// The script comes when it comes. A page that cannot wait writes `(window.vagledare ??= []).push((chat) => …)`, which
// does the same before and after.

(() => {
  'use strict';

  const AGAIN = Symbol.for('vagledare.again');
  // An element with the id "vagledare" is a property of the window as well, but not one of its own.
  const early = Object.hasOwn(window, 'vagledare') ? /** @type {any} */ (window).vagledare : [];
  // Loaded again: there is one button.
  if (!Array.isArray(early)) return void early?.[AGAIN]?.();
  const host = ownHost();
  /** Whether the chat was open on the page before; written only after somebody has opened it, gone with the tab. */
  const OPEN = 'vagledare.open';
  /** What opens the conversation again; written only when the frame asks for it, gone with the tab. */
  const KEY = 'vagledare.key';

  /** @type {Record<string, Record<string, string>>} from `locale/`, put in by the server */
  const all = /** @type {any} */ ('{{json:words}}');
  const wanted = (document.documentElement.lang || 'sv').slice(0, 2).toLowerCase();
  const language = wanted in all ? wanted : 'sv' in all ? 'sv' : Object.keys(all)[0];
  const words = all[language];
  /** Where else somebody answers, put in by the server. @type {{phone?: string, email?: string}} */
  const contact = /** @type {any} */ ('{{json:contact}}');

  /** The same question again within so long is a double click. */
  const TWICE_MS = 1000;
  /** The chat is told that somebody uses the page at most this often. */
  const ACTIVE_MS = 10_000;
  /** So long the frame may take to say that it is there; it has to be less than 10 s. */
  const LATE_MS = 7000;
  /** How soon a frame that did not come is asked for again; twice as long each time, up to the longest. */
  const RETRY_MS = 30_000;
  const RETRY_AT_MOST_MS = 240_000;

  // What is important in here wins over the page's own rules for the outermost element, such as `body > * { margin }`;
  // absolute, it is no item of a page that is laid out as a grid, and gets no gap there.
  const STYLE = `
    :host { all: initial !important; position: absolute !important; }
    * { box-sizing: border-box; }
    .button, .frame { position: fixed; z-index: 2147483000; }
    .button {
      inset: auto max(20px, env(safe-area-inset-right)) max(20px, env(safe-area-inset-bottom)) auto;
      display: inline-flex; align-items: center; gap: 10px; min-height: 52px; padding: 0 22px 0 18px; margin: 0;
      border: 1px solid transparent; border-radius: 26px; background: {{brand}}; color: {{on_brand}}; cursor: pointer;
      font: 600 17px/1.2 -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
      box-shadow: 0 6px 20px rgb(16 32 52 / 28%), 0 0 0 2px rgb(255 255 255 / 85%);
    }
    .button:hover { background: {{brand_deep}}; }
    .button:focus-visible { outline: 3px solid {{focus}}; outline-offset: 4px; box-shadow: 0 0 0 4px #fff; }
    .button svg { width: 22px; height: 22px; fill: currentColor; flex: none; }
    .frame {
      inset: auto 20px 88px auto; width: 408px; height: min(704px, calc(100vh - 108px)); border: 0; border-radius: 16px;
      background: #f2f5f8; box-shadow: 0 16px 48px rgb(16 32 52 / 28%), 0 0 0 1px rgb(16 32 52 / 12%);
      color-scheme: light dark;
    }
    .frame[hidden], .region:not([data-open='true']) .contact { display: none; }
    .region[data-lost] .frame { visibility: hidden; }
    .contact {
      position: fixed; z-index: 2147483000; inset: auto 20px 88px auto; width: min(22em, calc(100vw - 40px)); padding: 16px 20px;
      border: 1px solid #324050; border-radius: 16px; background: #fff; color: #17212e; overflow-wrap: anywhere;
      font: 17px/1.4 -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif; box-shadow: 0 16px 48px rgb(16 32 52 / 28%);
    }
    .contact p { margin: 0; }
    .contact a { display: block; padding: 10px 0 4px; color: inherit; font-weight: 600; }
    .contact a:focus-visible { outline: 3px solid; outline-offset: 2px; }
    @media (prefers-color-scheme: dark) { .contact { background: #18212b; color: #e9eef4; } .frame { background: #10161d; box-shadow: 0 16px 48px rgb(0 0 0 / 60%), 0 0 0 1px #324050; } }
    @media (max-width: 520px), (max-height: 460px) {
      .frame { inset: 0; width: 100%; height: 100%; border-radius: 0; box-shadow: none; }
      .region[data-open='true']:not([data-lost]) .button { visibility: hidden; }
    }
    @media (forced-colors: active) { .button { border-color: ButtonText; } .frame { border: 1px solid CanvasText; } }
    @media print { .region { display: none; } }
  `;

  /** A page that takes the button out again so often, each time so soon, does not want it. */
  const AGAIN_AT_MOST = 5;
  const AGAIN_MS = 1000;

  /** @type {HTMLIFrameElement | null} */
  let frame = null;
  let ready = false;
  let takesFocus = false;
  let unread = 0;
  let toldActive = -Infinity;
  /** @type {ReturnType<typeof setTimeout> | undefined} until the frame is late, or asked for again */
  let late;
  let retry_ms = RETRY_MS;
  /** What the page has asked and the frame has not heard yet. @type {string[]} */
  let questions = [];
  let asked = { text: '', at: -Infinity };
  /** @type {Record<string, Set<(detail: object) => void>>} */
  const listeners = { ready: new Set(), open: new Set(), close: new Set(), message: new Set() };

  // A name of its own, so that the page's rules for its own elements do not count it among them.
  const root = document.createElement('vagledare-chat');
  const shadow = root.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  shadow.adoptedStyleSheets = [sheet];

  const region = document.createElement('div');
  region.className = 'region';
  region.setAttribute('role', 'region');
  region.setAttribute('aria-label', words.region);

  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button';
  button.setAttribute('aria-expanded', 'false');
  button.append(icon(), document.createElement('span'));
  button.addEventListener('click', () => (isOpen() ? close() : open()));
  // Heard when it is filled; it is there from the beginning, as only then every screen reader says it.
  const status = document.createElement('div');
  status.setAttribute('role', 'status');
  region.append(status, button);
  shadow.append(region);
  label();

  let isGone = false;
  let wasReady = false;
  let wasThere = false;
  let putIn = { times: 0, at: -Infinity };
  const watch = new MutationObserver(() => {
    // In a task of its own: the two of us might go on for ever.
    if (!root.isConnected) setTimeout(attach);
  });

  shadow.addEventListener('keydown', (event) => {
    if (/** @type {KeyboardEvent} */ (event).key === 'Escape' && isOpen()) close();
  });

  /** What a website may call. */
  const offered = Object.freeze({ open: () => open(), close: () => close(), ask, on, push, [AGAIN]: attach });
  Object.defineProperty(window, 'vagledare', { value: offered, writable: false });

  if (document.body) attach();
  else document.addEventListener('DOMContentLoaded', attach);
  early.forEach(push);

  /** Puts the button last on the page, and again where the website changes its pages without loading them. */
  function attach() {
    if (isGone || !document.body) return;
    window.addEventListener('message', hear);
    if (!root.isConnected) {
      const now = performance.now();
      putIn = { times: now - putIn.at < AGAIN_MS ? putIn.times + 1 : 0, at: now };
      if (putIn.times > AGAIN_AT_MOST) return;
      // A frame that is taken out and put in loads anew; beside the body the next page leaves it alone.
      ready = takesFocus = false;
      if (isOpen()) late ??= setTimeout(isLate, LATE_MS);
      (wasThere ? document.documentElement : document.body).append(root);
      wasThere = true;
    }
    for (const place of [document, document.documentElement, document.body]) watch.observe(place, { childList: true });
    if (kept(OPEN) && !isOpen()) open({ focus: false });
  }

  /** The chat's own origin: put in by the server, or where the script came from, by its tag or, without one, the line that runs. */
  function ownHost() {
    const known = '{{host}}';
    if (known) return known;
    const ours = /(https?:\/\/[^\s/]+)\/widget(?:-[0-9a-f]{16})?\.js(?=$|[?#:)\s])/;
    const tag = /** @type {HTMLScriptElement | null} */ (document.currentScript);
    const found = ours.exec(tag?.src ?? '') ?? ours.exec(new Error().stack ?? '');
    if (found) return found[1];
    const why = 'Vägledaren: this script cannot tell where it is from. Embed it with <script src="https://THE-CHAT-HOST/widget.js" async></script>';
    // Whoever evaluates it may catch the error.
    console.error(why);
    throw new Error(why);
  }

  /** Asks in the visitor's name: plain text, held to the same rules as what they write themselves. @param {unknown} text */
  function ask(text) {
    const question = typeof text === 'string' ? text.trim() : '';
    if (!question) return;
    const now = performance.now();
    const again = asked.text === question && now - asked.at < TWICE_MS;
    asked = { text: question, at: now };
    if (!again) questions.push(question);
    open();
  }

  /** An event that does not exist never comes: a page may be newer than the script. @param {string} event @param {(detail: object) => void} listener */
  function on(event, listener) {
    const heard = Object.hasOwn(listeners, event) && typeof listener === 'function' ? listeners[event] : new Set();
    // Each call of `on` has its own way off, also when the listener is the same.
    const own = (/** @type {object} */ detail) => listener(detail);
    heard.add(own);
    if (event === 'ready' && wasReady) happens(event, {}, [own]);
    return () => void heard.delete(own);
  }

  /** @param {unknown} run */
  function push(run) {
    if (typeof run === 'function') queueMicrotask(() => run(offered));
  }

  /** A listener that fails is the page's own fault to see, and hinders nobody else. @param {string} event @param {object} [detail] */
  function happens(event, detail = {}, to = [...listeners[event]]) {
    for (const listener of to) queueMicrotask(() => listeners[event].has(listener) && listener(detail));
  }

  function isOpen() {
    return frame !== null && !frame.hidden;
  }

  /** Folds the chat out. The focus follows, unless the page has just been loaded with the chat open. */
  function open({ focus = true } = {}) {
    const wasOpen = isOpen();
    takesFocus = focus;
    frame ??= makeFrame();
    frame.hidden = false;
    region.dataset.open = 'true';
    button.setAttribute('aria-expanded', 'true');
    keep(OPEN, '1');
    if (ready) opened();
    else if (region.dataset.lost && !late) retry();
    else late ??= setTimeout(isLate, LATE_MS);
    if (!wasOpen) happens('open');
  }

  /** Folds the chat back, and the focus returns to where it came from. */
  function close() {
    if (!frame || frame.hidden) return;
    const hadFocus = shadow.activeElement === frame || shadow.activeElement === button || takesFocus;
    frame.hidden = true;
    region.dataset.open = 'false';
    button.setAttribute('aria-expanded', 'false');
    keep(OPEN, null);
    tell({ type: 'vagledare.closed' });
    if (hadFocus) button.focus();
    happens('close');
  }

  /** The frame has not come: where else somebody answers is shown in its place, until it comes. */
  function isLate() {
    if (!status.firstChild) {
      const box = document.createElement('div');
      box.className = 'contact';
      const line = document.createElement('p');
      line.textContent = words.lost;
      box.append(line);
      // Of a number that is followed by hours in brackets, only the number is called.
      const number = contact.phone?.match(/\+?\(?\d(?:[\s.()\-‑–]*\d){2,}/u)?.[0].replace(/\(0\)/, '').replace(/[^\d+]/g, '');
      if (number) box.append(link(`tel:${number}`, words.call.replace('{phone}', () => contact.phone ?? '')));
      if (contact.email) box.append(link(`mailto:${contact.email}`, words.write.replace('{email}', () => contact.email ?? '')));
      status.append(box);
    }
    region.dataset.lost = 'true';
    late = setTimeout(retry, retry_ms);
    retry_ms = Math.min(retry_ms * 2, RETRY_AT_MOST_MS);
  }

  function retry() {
    clearTimeout(late);
    late = undefined;
    // Folded, it is asked for when it is opened.
    if (ready || !frame || !isOpen()) return;
    // In its place: no step of the page's history.
    frame.contentWindow?.location.replace(frame.src);
    isLate();
  }

  /** @param {string} href @param {string} text */
  function link(href, text) {
    const made = document.createElement('a');
    made.href = href;
    made.textContent = text;
    return made;
  }

  function makeFrame() {
    const made = document.createElement('iframe');
    made.className = 'frame';
    made.title = words.frame;
    made.src = `${host}/widget?${new URLSearchParams({ host: location.origin, language })}`;
    region.append(made);
    // Escape may be pressed three times to leave, also when the first one has folded the chat; all else only says that
    // somebody is at the computer. Before the chat is opened nothing is listened to.
    window.addEventListener('keydown', pressed, true);
    window.addEventListener('pointerdown', active, true);
    window.addEventListener('wheel', active, { capture: true, passive: true });
    window.addEventListener('online', () => region.dataset.lost && retry());
    return made;
  }

  /** @param {KeyboardEvent} event */
  function pressed(event) {
    if (event.key !== 'Escape') active();
    // 229: an input method's own, as Safari says it.
    else if (!event.repeat && !event.isComposing && event.keyCode !== 229) tell({ type: 'vagledare.escape' });
  }

  function active() {
    const now = performance.now();
    if (now - toldActive < ACTIVE_MS) return;
    toldActive = now;
    tell({ type: 'vagledare.active' });
  }

  /** The chat has cleared itself and another page comes in the place of this one; nothing of it is seen until then. @param {unknown} url */
  function leave(url) {
    if (typeof url !== 'string' || !/^https?:\/\//i.test(url)) return;
    isGone = true;
    watch.disconnect();
    root.remove();
    location.replace(url);
  }

  function opened() {
    if (takesFocus) frame?.focus();
    tell({ type: 'vagledare.opened', page: page(), focus: takesFocus, kept: kept(KEY) });
    for (const text of questions) tell({ type: 'vagledare.ask', text });
    questions = [];
  }

  /** Which page the visitor asks from: without query and fragment, which may hold names and numbers. */
  function page() {
    return { url: location.origin + location.pathname, title: document.title.slice(0, 200) };
  }

  /** @param {object} message */
  function tell(message) {
    frame?.contentWindow?.postMessage(message, host);
  }

  /** @param {MessageEvent} event */
  function hear(event) {
    if (event.origin !== host || !frame || event.source !== frame.contentWindow) return;
    const message = event.data ?? {};
    if (message.type === 'vagledare.ready') {
      const first = !wasReady;
      ready = wasReady = true;
      clearTimeout(late);
      late = undefined;
      // Whoever has gone on to something else on the page meanwhile is left there.
      if (region.dataset.lost) takesFocus &&= shadow.activeElement !== null;
      delete region.dataset.lost;
      status.replaceChildren();
      if (isOpen()) opened();
      if (first) happens('ready');
    }
    if (message.type === 'vagledare.close') close();
    if (message.type === 'vagledare.open') open();
    if (message.type === 'vagledare.cleared') keep(OPEN, null);
    if (message.type === 'vagledare.keep') keep(KEY, typeof message.key === 'string' ? message.key : null);
    if (message.type === 'vagledare.leave') leave(message.url);
    if (message.type === 'vagledare.unread' && Number.isInteger(message.count)) {
      const more = message.count > unread;
      unread = message.count;
      label();
      if (more && !isOpen()) happens('message', { unread });
    }
  }

  /** The button says what it opens, and how much is unread. */
  function label() {
    const text = /** @type {HTMLElement} */ (button.lastChild);
    text.textContent = unread ? words.button_unread.replace('{count}', String(unread)) : words.button;
    if (unread) button.setAttribute('aria-label', `${words.button}, ${words.unread.replace('{count}', String(unread))}`);
    else button.removeAttribute('aria-label');
  }

  function icon() {
    const space = 'http://www.w3.org/2000/svg';
    const svg = document.createElementNS(space, 'svg');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    const path = document.createElementNS(space, 'path');
    path.setAttribute('d', 'M5 3h14a3 3 0 0 1 3 3v9a3 3 0 0 1-3 3h-7l-5 4v-4H5a3 3 0 0 1-3-3V6a3 3 0 0 1 3-3Zm2 5v2h10V8H7Zm0 4v2h7v-2H7Z');
    svg.append(path);
    return svg;
  }

  /** Keeps a value for this tab's next page. @param {string} name @param {string | null} value */
  function keep(name, value) {
    try {
      if (value === null) sessionStorage.removeItem(name);
      else sessionStorage.setItem(name, value);
    } catch {
      // A browser may forbid it: the chat is folded on the next page, and the frame has been told, below.
    }
  }

  /** What was kept; an empty text when it is nothing, and null when this browser lets nothing be kept here. @param {string} name */
  function kept(name) {
    try {
      return sessionStorage.getItem(name) ?? '';
    } catch {
      return null;
    }
  }
})();
