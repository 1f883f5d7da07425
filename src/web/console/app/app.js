// Either the sign-in, or the desk of the one who is signed in.

import { browserClock } from '../../shared/clock.js';
import { html, useEffect, useSignal } from '../../shared/ui.js';
import { SettingsContext } from '../settings.js';
import { SignIn } from '../sign_in/sign_in.js';
import { signOut, whoAmI } from '../state/api.js';
import { Session } from '../session.js';
import { Desk } from '../work/desk.js';

/** @param {{settings: import('../settings.js').Settings}} props */
export function App({ settings }) {
  const session = useSignal(/** @type {Session | null} */ (null));
  const asked = useSignal(false);
  const farewell = useSignal(/** @type {string | null} */ (null));

  const begin = () => {
    farewell.value = null;
    session.value = new Session(browserClock);
    session.value.connection.connect();
  };
  /** @param {string} why a key of the locale */
  const end = (why) => {
    session.value?.connection.close({ forget: true });
    session.value = null;
    farewell.value = why;
  };
  const leave = async () => {
    // Signed out on screen in any case: somebody may be waiting for the chair.
    await signOut().catch(() => undefined);
    end('signin.signed_out');
  };

  useEffect(() => {
    whoAmI().then((person) => person && begin(), () => undefined).finally(() => (asked.value = true));
  }, []);

  if (!asked.value) return null;
  return html`
    <${SettingsContext.Provider} value=${settings}>
      ${session.value
        ? html`<${Desk} session=${session.value} onLeave=${leave} onEnded=${() => end('signin.ended')} />`
        : html`<${SignIn} farewell=${farewell.value} onSignedIn=${begin} />`}
    <//>`;
}
