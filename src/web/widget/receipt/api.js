// What the server does for whoever has the key or a code. Both go in bodies: an address would be logged.

import { language, t } from '../../shared/text.js';

/** @typedef {{key: string} | {code: string}} Opener */
/** @typedef {import('../../shared/wire.d.ts').Entry} Entry */

/** What the server would not do, in the visitor's language. */
export class Trouble extends Error {}

/** @param {Opener} opener @returns {Promise<{code: string, kept: string}>} a new code and how long it works */
export const giveCode = async (opener) => (await ask('', opener)).json();

/** @param {Opener} opener @returns {Promise<{kept: string, entries: Entry[]}>} */
export const readConversation = async (opener) => (await ask('/read', opener)).json();

/** @param {Opener} opener */
export const eraseConversation = (opener) => ask('/erase', opener);

/**
 * Has the browser save the conversation as a file, also from within a frame; gives the file's name.
 * @param {'text' | 'pdf'} kind @param {Opener} opener
 */
export async function download(kind, opener) {
  const response = await ask(`/${kind}`, opener);
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? kind;
  const address = URL.createObjectURL(await response.blob());
  const link = Object.assign(document.createElement('a'), { href: address, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  // The browser has taken the bytes over once the click is done with.
  setTimeout(() => URL.revokeObjectURL(address));
  return name;
}

/** @param {string} path @param {Opener} opener */
async function ask(path, opener) {
  const body = JSON.stringify({ ...opener, language: language.peek() });
  const response = await fetch(`/api/receipt${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body }).catch(() => null);
  if (!response) throw new Trouble(t('receipt.offline'));
  // A page that a proxy puts in the place of the answer is none.
  const isPage = response.headers.get('content-type')?.startsWith('text/html');
  if (response.ok && !isPage) return response;
  const answer = await response.json().catch(() => null);
  throw new Trouble(answer?.error?.text ?? t('receipt.offline'));
}
