// What the server tells the page before anybody is signed in.

import { createContext, useContext } from '../shared/ui.js';

/**
 * @typedef {object} Settings
 * @property {string} [address] the server's own, scheme and host
 * @property {string} municipality such as "Linköpings kommun"
 * @property {string} desk such as "Kontakt Linköping"
 * @property {string[]} languages the first is the one that is shown until another is chosen
 * @property {number} text_chars how long a message may be
 * @property {import('../shared/files.js').Rules | null} files what files may be sent; null when none
 */

export const SettingsContext = createContext(
  /** @type {Settings} */ ({ municipality: '', desk: '', languages: ['sv'], text_chars: 4000, files: null }),
);

export const useSettings = () => useContext(SettingsContext);
