// Why nobody can sign in where the page is, told before anybody tries: the session lives in a cookie that browsers keep
// only on a secure connection, and the server takes changes from its own address alone.

/**
 * @typedef {object} Place
 * @property {string} origin of the page
 * @property {boolean} secure whether the browser trusts the connection, as with https or on the computer itself
 * @property {boolean} cookies whether the browser keeps cookies at all
 */
/** @typedef {'no_cookies' | 'elsewhere' | 'not_set_up' | 'not_secure'} Obstacle a key of the locale, after `signin.` */

/**
 * @param {Place} place
 * @param {string} address the server's own; empty when an older one does not say
 * @returns {Obstacle | null}
 */
export function obstacle({ origin, secure, cookies }, address) {
  const own = address === '' || origin === address;
  // An address of the computer that the server runs on leads nobody else there.
  if (!own) return isLocal(address) && !isLocal(origin) ? 'not_set_up' : 'elsewhere';
  if (!secure) return 'not_secure';
  return cookies ? null : 'no_cookies';
}

/** Whether the browser keeps a cookie: tried, because `navigator.cookieEnabled` says so of browsers that do not. */
export function keepsCookies() {
  const name = 'vagledare-trial';
  try {
    document.cookie = `${name}=1; SameSite=Strict; Max-Age=10`;
    const kept = document.cookie.includes(name);
    document.cookie = `${name}=; SameSite=Strict; Max-Age=0`;
    return kept;
  } catch {
    return false;
  }
}

/** @param {string} origin */
function isLocal(origin) {
  const { hostname } = new URL(origin);
  return hostname === 'localhost' || hostname.endsWith('.localhost') || /^127\.\d+\.\d+\.\d+$/.test(hostname) || hostname === '[::1]';
}
