// What calls an agent who looks elsewhere: a sound, a notification on the desktop, a number in the tab's title. Offers
// call, and so do the words of visitors whom the agent has already. Neither takes the keyboard.

import { effect, signal } from '../shared/ui.js';
import { t } from '../shared/text.js';
import { chosen } from './choices.js';
import { countOf, lookedAt } from './state/news.js';

/** @typedef {import('./session.js').Session} Session */

/** Whether offers and messages sound; the choice is kept in this browser. */
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

/** One tone for a message, lower than those of an offer: the two are told apart without looking. */
function ringForMessage() {
  audio ??= new AudioContext();
  void audio.resume();
  tone(audio, 520, 0);
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
    showTitle(offers.length, countOf(session.news.value), session.state.value.person !== null);
  });
}

/** How long a message may stand before the eyes of whoever looks there, until it is news. */
const GLANCE_MS = 200;

/**
 * Looks for what visitors have written that nobody has looked at, and calls for it, until the returned function is called.
 * @param {Session} session
 */
export function watchNews(session) {
  /** @type {Map<string, Notification>} */
  const shown = new Map();
  /** @type {unknown} */
  let timer = null;
  const look = () => {
    timer = null;
    const news = lookedAt(session.news.peek(), session.mine.peek(), performance.now());
    if (news === session.news.peek()) return;
    session.news.value = news;
    if (news.sounds && sound.peek()) ringForMessage();
    if (permission.peek() === 'granted') for (const id of news.calls) shown.set(id, notify(id, session));
    for (const [id, notification] of shown) {
      if (news.unseen.has(id)) continue;
      notification.close();
      shown.delete(id);
    }
  };
  const stop = effect(() => {
    if (session.mine.value.length === 0 && session.news.peek().unseen.size === 0) return;
    const somebodyLooks = document.visibilityState === 'visible' && document.hasFocus();
    timer ??= session.clock.after(look, somebodyLooks ? GLANCE_MS : 0);
  });
  return () => {
    stop();
    session.clock.cancel(timer);
    for (const notification of shown.values()) notification.close();
  };
}

/** @param {string} id @param {Session} session */
function notify(id, session) {
  // Neither the visitor's words nor the page stand on the desktop, which others may see.
  const notification = new Notification(t('message.notification'), { tag: `message:${id}` });
  notification.onclick = () => {
    window.focus();
    session.open(id);
  };
  return notification;
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

/** @param {number} offers @param {number} messages @param {boolean} signedIn */
function showTitle(offers, messages, signedIn) {
  const calling = offers > 0 ? t('offer.notification') : t('message.title', { count: messages });
  const name = offers + messages > 0 ? `(${offers + messages}) ${calling}` : t(signedIn ? 'title' : 'signin.heading');
  document.title = `${name} – ${t('product')}`;
}
