// What the console asks over HTTP: who is signed in, the morning list, and questions without an answer. Everything else goes over the socket.

import { keep, sender } from '../../shared/files.js';

/** @typedef {import('./wire.js').Person} Person */
/** @typedef {import('./wire.js').LeftMessage} LeftMessage */
/** @typedef {import('./wire.js').Gap} Gap */
/** @typedef {import('./wire.js').Tried} Tried */
/** @typedef {import('./wire.js').KnownPage} KnownPage */

/** The server's no. `code` is one of the wire's error codes, or `unreachable` when nobody answered. */
export class Refused extends Error {
  /** @param {string} code @param {string} text @param {number} [retry_after_ms] */
  constructor(code, text, retry_after_ms = 0) {
    super(text);
    this.code = code;
    this.retry_after_ms = retry_after_ms;
  }
}

/** @param {string} name @param {string} password @returns {Promise<Person>} */
export const signIn = (name, password) => ask('POST', '/api/session', { name, password });

/** @returns {Promise<void>} */
export const signOut = () => ask('DELETE', '/api/session');

/** The person that the session cookie stands for, or null. @returns {Promise<Person | null>} */
export async function whoAmI() {
  try {
    return await ask('GET', '/api/session');
  } catch (error) {
    if (error instanceof Refused && error.code === 'signed_out') return null;
    throw error;
  }
}

/** Oldest first. @returns {Promise<LeftMessage[]>} */
export const morningList = async () => (await ask('GET', '/api/morning')).items;

/** @param {string} conversation @returns {Promise<void>} */
export const takeMessage = (conversation) => ask('POST', `/api/morning/${encodeURIComponent(conversation)}/take`, {});

/** The greatest group first. @param {string} since such as `30d` @returns {Promise<{items: Gap[], cut: boolean}>} */
export const gaps = (since) => ask('GET', `/api/gaps?since=${encodeURIComponent(since)}`);

/** @param {number[]} questions @param {string} page its name among pages @returns {Promise<void>} */
export const handleGap = (questions, page) => ask('POST', '/api/gaps/handle', { questions, page });

/** @param {number[]} questions @returns {Promise<void>} */
export const reopenGap = (questions) => ask('POST', '/api/gaps/reopen', { questions });

/** @param {number[]} questions @returns {Promise<void>} */
export const putGapAside = (questions) => ask('POST', '/api/gaps/put_aside', { questions });

/** @param {number[]} questions @returns {Promise<void>} */
export const bringGapBack = (questions) => ask('POST', '/api/gaps/bring_back', { questions });

/** What the assistant would answer now. @param {string} question @returns {Promise<Tried>} */
export const tryQuestion = (question) => ask('POST', '/api/gaps/try', { question });

/** @param {string} like words of the title @returns {Promise<KnownPage[]>} */
export const findPages = async (like) => (await ask('GET', `/api/pages?like=${encodeURIComponent(like)}`)).items;

/** Sends a file in a conversation. @param {string} conversation */
export const fileSender = (conversation) => sender(filesOf(conversation), {});

/** @param {string} conversation @param {import('../../shared/files.js').Kept} file */
export const fetchFile = (conversation, file) => keep(`${filesOf(conversation)}/${encodeURIComponent(file.id)}`, {}, file.name);

/** @param {string} conversation */
const filesOf = (conversation) => `/api/conversations/${encodeURIComponent(conversation)}/files`;

/** @param {string} method @param {string} path @param {unknown} [body] @returns {Promise<any>} */
async function ask(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch(() => {
    throw new Refused('unreachable', '');
  });
  const answer = await response.json().catch(() => null);
  // A login page that a proxy puts in the place of the answer is none.
  if (response.ok && !answer && response.status !== 204) throw new Refused('unreachable', '');
  if (response.ok) return answer ?? {};
  const error = answer?.error ?? {};
  // Too many of others at once is not one's own doing, and has no time of its own.
  if (error.code === 'too_many') throw new Refused('too_many', error.text ?? '');
  if (response.status === 429) throw new Refused('too_fast', error.text ?? '', retryAfter(response, error));
  if (response.status === 401) throw new Refused('signed_out', error.text ?? '');
  throw new Refused(error.code ?? (response.status >= 500 ? 'unreachable' : 'bad_frame'), error.text ?? '');
}

/** A proxy in front knows only the header, in seconds. @param {Response} response @param {any} error */
function retryAfter(response, error) {
  return error.retry_after_ms ?? 1000 * Number(response.headers.get('retry-after') ?? 60);
}
