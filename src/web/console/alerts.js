// What calls an agent who looks elsewhere: a sound, a notification on the desktop, a number in the tab's title.

import { effect, signal } from '../shared/ui.js';
import { t } from '../shared/text.js';
import { chosen } from './choices.js';

/** @typedef {import('./session.js').Session} Session */

/** Whether offers sound; the choice is kept in this browser. */
export const sound = signal(chosen.sound());
/** Whether the browser may show notifications; `unsupported` where it cannot. */
export const permission = signal('Notification' in window ? Notification.permission : 'unsupported');

/** @type {AudioContext | null} */
let audio = null;

/** Asks for leave to notify. Browsers demand that a click leads here. */
export async function askPermission() {
  permission.value = await Notification.requestPermission();
}

/**
 * Two soft tones, generated: no file to fetch. Browsers keep still until the person has clicked once, and signing in
 * is a click.
 */
export function ring() {
  audio ??= new AudioContext();
  void audio.resume();
  tone(audio, 660, 0);
  tone(audio, 880, 0.18);
}

/** @param {AudioContext} context @param {number} hertz @param {number} delay seconds */
function tone(context, hertz, delay) {
  const from = context.currentTime + delay;
  const gain = new GainNode(context, { gain: 0 });
  const source = new OscillatorNode(context, { type: 'sine', frequency: hertz });
  gain.gain.setValueAtTime(0, from);
  gain.gain.linearRampToValueAtTime(0.18, from + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.001, from + 0.4);
  source.connect(gain).connect(context.destination);
  source.start(from);
  source.stop(from + 0.42);
}

/**
 * Calls for every new offer and counts in the title, until the returned function is called.
 * @param {Session} session
 */
export function watchOffers(session) {
  /** @type {Map<string, Notification | null>} offers that have been called out */
  const called = new Map();
  return effect(() => {
    const offers = session.state.value.offers;
    for (const offer of offers) {
      if (!called.has(offer.conversation)) called.set(offer.conversation, call(offer, session));
    }
    for (const [id, notification] of called) {
      if (offers.some((offer) => offer.conversation === id)) continue;
      notification?.close();
      called.delete(id);
    }
    showTitle(offers.length, session.state.value.person !== null);
  });
}

/** @param {import('./state/wire.js').Offer} offer @param {Session} session */
function call(offer, session) {
  if (sound.peek()) ring();
  if (permission.peek() !== 'granted') return null;
  // The question itself stays off the desktop, which others may see.
  const notification = new Notification(t('offer.notification'), { tag: offer.conversation, body: offer.page?.title ?? '' });
  notification.onclick = () => {
    window.focus();
    session.view.value = 'work';
    session.focus.value = `offer:${offer.conversation}`;
  };
  return notification;
}

/** @param {number} offers @param {boolean} signedIn */
function showTitle(offers, signedIn) {
  const name = `${t(signedIn ? 'title' : 'signin.heading')} – ${t('product')}`;
  document.title = offers > 0 ? `(${offers}) ${t('offer.notification')} – ${t('product')}` : name;
}
