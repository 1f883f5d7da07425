// What somebody has written and the server has not taken: the words wait for the same person, over a reload of the page
// and over an end of the session that they did not ask for. They stay in this tab, and are gone when the person signs out,
// when somebody else signs in, and when the tab is closed.

/** @typedef {{text: string, kind: 'say' | 'note'}} Draft */
/**
 * @typedef {object} Words
 * @property {string} of whose they are, by sign-in name
 * @property {ReadonlyMap<string, Draft>} drafts by conversation
 * @property {ReadonlyMap<string, string>} fields what stands in other fields, by name: `transfer:<conversation>`, `crisis:sv`
 */

const KEY = 'vagledare.console.words';

/** The same where the browser lets nothing be stored: then it is gone with the page. */
let kept = '';

/** Keeps what is written; nothing when nothing is. @param {Words} words @param {Pick<Storage, 'setItem' | 'removeItem'>} [store] */
export function keepWords({ of, drafts, fields }, store) {
  const all = { of, drafts: [...drafts].filter(([, draft]) => draft.text.trim() !== ''), fields: [...fields] };
  if (all.drafts.length === 0 && all.fields.length === 0) return forgetWords(store);
  const text = JSON.stringify(all);
  if (text === kept) return undefined;
  kept = text;
  return stored(() => (store ?? sessionStorage).setItem(KEY, text));
}

/** What was kept in this tab. @param {Pick<Storage, 'getItem'>} [store] @returns {Words | null} */
export function keptWords(store) {
  const text = stored(() => (store ?? sessionStorage).getItem(KEY)) ?? kept;
  try {
    const { of, drafts, fields } = JSON.parse(text);
    return typeof of === 'string' ? { of, drafts: new Map(drafts), fields: new Map(fields) } : null;
  } catch {
    // Nothing is there, or somebody else's words are.
    return null;
  }
}

/** @param {Pick<Storage, 'removeItem'>} [store] */
export function forgetWords(store) {
  kept = '';
  stored(() => (store ?? sessionStorage).removeItem(KEY));
}

/** @template T @param {() => T} use @returns {T | undefined} */
function stored(use) {
  try {
    return use();
  } catch {
    return undefined;
  }
}

/** How many texts there are. @param {Words | null} words */
export function countWords(words) {
  if (!words) return 0;
  const texts = [...words.drafts.values()].map((draft) => draft.text).concat(...words.fields.values());
  return texts.filter((text) => text.trim() !== '').length;
}

/**
 * The drafts, each after what was sent before it and never acknowledged. Of words for staff and words for the visitor
 * together come words for staff: nothing reaches a visitor that was not meant to.
 * @param {ReadonlyMap<string, Draft>} drafts by conversation
 * @param {readonly object[]} unsent frames, in the order they were sent
 * @returns {ReadonlyMap<string, Draft>}
 */
export function unsentWords(drafts, unsent) {
  const all = new Map(drafts);
  for (const frame of unsent.toReversed()) {
    const { type, conversation, text } = /** @type {{type: string, conversation: string, text: string}} */ (frame);
    if (type !== 'say' && type !== 'note') continue;
    const after = all.get(conversation)?.text ? all.get(conversation) : null;
    const kind = type === 'note' || after?.kind === 'note' ? 'note' : 'say';
    all.set(conversation, { text: after ? `${text}\n${after.text}` : text, kind });
  }
  return all;
}
