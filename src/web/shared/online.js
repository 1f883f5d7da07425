// Whether the browser has a network at all, as it says itself. It is right when it says no; that it says yes means little.

import { signal } from './ui.js';

/** True at first: without a network this would not have been loaded. */
export const online = signal(true);

if (typeof window !== 'undefined') {
  for (const isOnline of [true, false]) {
    window.addEventListener(isOnline ? 'online' : 'offline', () => (online.value = isOnline));
  }
}
