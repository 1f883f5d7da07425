// The script that a website embeds:
//
//   <script src="https://the-chat-host/widget.js" async></script>
//
// It adds one labelled button last on the page. Until somebody presses it there is no frame, no connection and nothing
// stored. After that a frame from the chat's own host holds everything; this page never sees what is written there.
// Messages between the two name the exact origin in both directions. Everything lives in a shadow tree, so that the
// website's styles and ours leave each other alone, and no layout of the page moves.

(() => {
  'use strict';

  const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);
  if (!script || 'vagledare' in window) return;
  const host = new URL(script.src).origin;
  /** Whether the chat was open on the page before; written only after somebody has opened it, gone with the tab. */
  const OPEN = 'vagledare.open';

  /** @type {Record<string, Record<string, string>>} from `locale/`, put in by the server */
  const all = /** @type {any} */ ('{{json:words}}');
  const wanted = (document.documentElement.lang || 'sv').slice(0, 2).toLowerCase();
  const language = wanted in all ? wanted : 'sv' in all ? 'sv' : Object.keys(all)[0];
  const words = all[language];

  const STYLE = `
    :host { all: initial; }
    * { box-sizing: border-box; }
    .button, .frame { position: fixed; z-index: 2147483000; }
    .button {
      inset: auto max(20px, env(safe-area-inset-right)) max(20px, env(safe-area-inset-bottom)) auto;
      display: inline-flex; align-items: center; gap: 10px; min-height: 52px; padding: 0 22px 0 18px; margin: 0;
      border: 1px solid transparent; border-radius: 26px; background: #0d4a7a; color: #fff; cursor: pointer;
      font: 600 17px/1.2 -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
      box-shadow: 0 6px 20px rgb(16 32 52 / 28%), 0 0 0 2px rgb(255 255 255 / 85%);
    }
    .button:hover { background: #093659; }
    .button:focus-visible { outline: 3px solid #0d4a7a; outline-offset: 4px; box-shadow: 0 0 0 4px #fff; }
    .button svg { width: 22px; height: 22px; fill: currentColor; flex: none; }
    .frame {
      inset: auto 20px 88px auto; width: 408px; height: min(704px, calc(100vh - 108px)); border: 0; border-radius: 16px;
      background: #f2f5f8; box-shadow: 0 16px 48px rgb(16 32 52 / 28%), 0 0 0 1px rgb(16 32 52 / 12%);
      color-scheme: light dark;
    }
    .frame[hidden] { display: none; }
    @media (prefers-color-scheme: dark) { .frame { background: #10161d; box-shadow: 0 16px 48px rgb(0 0 0 / 60%), 0 0 0 1px #324050; } }
    @media (max-width: 520px), (max-height: 460px) {
      .frame { inset: 0; width: 100%; height: 100%; border-radius: 0; box-shadow: none; }
      .region[data-open='true'] .button { visibility: hidden; }
    }
    @media (forced-colors: active) { .button { border-color: ButtonText; } .frame { border: 1px solid CanvasText; } }
    @media print { .region { display: none; } }
  `;

  /** @type {HTMLIFrameElement | null} */
  let frame = null;
  let ready = false;
  let takesFocus = false;
  let unread = 0;

  const root = document.createElement('div');
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
  region.append(button);
  shadow.append(region);
  label();

  window.addEventListener('message', hear);
  shadow.addEventListener('keydown', (event) => {
    if (/** @type {KeyboardEvent} */ (event).key === 'Escape' && isOpen()) close();
  });

  if (document.body) attach();
  else document.addEventListener('DOMContentLoaded', attach);

  /** What a website may call. */
  Object.defineProperty(window, 'vagledare', { value: Object.freeze({ open: () => open(), close: () => close() }) });

  function attach() {
    document.body.append(root);
    if (remembered()) open({ focus: false });
  }

  function isOpen() {
    return frame !== null && !frame.hidden;
  }

  /** Folds the chat out. The focus follows, unless the page has just been loaded with the chat open. */
  function open({ focus = true } = {}) {
    takesFocus = focus;
    frame ??= makeFrame();
    frame.hidden = false;
    region.dataset.open = 'true';
    button.setAttribute('aria-expanded', 'true');
    remember(true);
    if (ready) opened();
  }

  /** Folds the chat back, and the focus returns to where it came from. */
  function close() {
    if (!frame || frame.hidden) return;
    const hadFocus = shadow.activeElement === frame || shadow.activeElement === button || takesFocus;
    frame.hidden = true;
    region.dataset.open = 'false';
    button.setAttribute('aria-expanded', 'false');
    remember(false);
    tell({ type: 'vagledare.closed' });
    if (hadFocus) button.focus();
  }

  function makeFrame() {
    const made = document.createElement('iframe');
    made.className = 'frame';
    made.title = words.frame;
    made.src = `${host}/widget?${new URLSearchParams({ host: location.origin, language })}`;
    region.append(made);
    return made;
  }

  function opened() {
    if (takesFocus) frame?.focus();
    tell({ type: 'vagledare.opened', page: page(), focus: takesFocus });
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
      ready = true;
      if (isOpen()) opened();
    }
    if (message.type === 'vagledare.close') close();
    if (message.type === 'vagledare.unread' && Number.isInteger(message.count)) {
      unread = message.count;
      label();
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

  /** A browser may forbid storing; the chat then opens folded on the next page. @param {boolean} isOpen */
  function remember(isOpen) {
    try {
      if (isOpen) sessionStorage.setItem(OPEN, '1');
      else sessionStorage.removeItem(OPEN);
    } catch {
      // Nothing is lost but the convenience.
    }
  }

  function remembered() {
    try {
      return sessionStorage.getItem(OPEN) === '1';
    } catch {
      return false;
    }
  }
})();
