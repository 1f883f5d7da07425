// Either the sign-in, or the desk of the one who is signed in.

import { browserClock } from '../../shared/clock.js';
import { html, useEffect, useRef, useSignal } from '../../shared/ui.js';
import { keepFocus } from '../focus.js';
import { SettingsContext } from '../settings.js';
import { SignIn } from '../sign_in/sign_in.js';
import { signOut, whoAmI } from '../state/api.js';
import { Session } from '../session.js';
import { forgetWords, keptWords } from '../state/words.js';
import { Desk } from '../work/desk.js';

/** @param {{settings: import('../settings.js').Settings}} props */
export function App({ settings }) {
  const session = useSignal(/** @type {Session | null} */ (null));
  const asked = useSignal(false);
  const farewell = useSignal(/** @type {string | null} */ (null));

  /** Whether the person has asked to be signed out. */
  const leaving = useRef(false);

  const begin = (/** @type {import('../state/wire.js').Person} */ person) => {
    farewell.value = null;
    session.value = new Session(browserClock, person, keptWords());
    session.value.connection.connect();
  };
  /** @param {Session | null} ended another may have begun since @param {string} why a key of the locale */
  const end = (ended, why) => {
    if (ended !== session.peek()) return;
    // What the person did not mean to leave waits in this tab.
    if (leaving.current) forgetWords();
    session.value = null;
    ended?.connection.close({ forget: true });
    farewell.value = why;
  };
  /** @param {Session} ended */
  const leave = async (ended) => {
    leaving.current = true;
    // Signed out on screen in any case: somebody may be waiting for the chair.
    await signOut().catch(() => undefined);
    end(ended, 'signin.signed_out');
    leaving.current = false;
  };
  // The server's farewell may come before its answer to our own wish.
  const ended = (/** @type {Session} */ one) => end(one, leaving.current ? 'signin.signed_out' : 'signin.ended');

  useEffect(() => keepFocus(document), []);
  useEffect(() => {
    whoAmI().then((person) => person && begin(person), () => undefined).finally(() => (asked.value = true));
  }, []);

  if (!asked.value) return null;
  const current = session.value;
  return html`
    <${SettingsContext.Provider} value=${settings}>
      ${current
        ? html`<${Desk} session=${current} onLeave=${() => leave(current)} onEnded=${() => ended(current)} />`
        : html`<${SignIn} farewell=${farewell.value} onSignedIn=${begin} />`}
    <//>`;
}
