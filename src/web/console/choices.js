// What a member of staff has chosen for this browser: language and sound. Nothing about anybody else is kept here.

const KEY = 'vagledare.console';

/** @returns {{language?: string, sound?: boolean}} */
function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}');
  } catch {
    // Storage is switched off, or somebody else's words are in it.
    return {};
  }
}

/** @param {{language?: string, sound?: boolean}} choice */
function keep(choice) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...read(), ...choice }));
  } catch {
    // Then the choice holds until the page is left.
  }
}

export const chosen = {
  /** @param {string[]} offered @returns {string} one of those offered */
  language(offered) {
    const wanted = read().language;
    return wanted && offered.includes(wanted) ? wanted : (offered[0] ?? 'sv');
  },
  sound: () => read().sound ?? true,
  keep,
};
