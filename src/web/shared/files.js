// Files over HTTP: sent with their progress, and fetched to be kept. A request of one's own, because who one is stands in
// a header, which a link cannot carry.

/** @typedef {{max_bytes: number, kinds: string[]}} Rules what the server takes */
/** @typedef {{id: string, name: string, kind: string, bytes: number}} Kept a file in the log */
/** @typedef {(file: File, id: string, onProgress: (part: number) => void) => Promise<void>} Send */

/** Why a file was not taken: the server's code, or `failed` when nothing came back. */
export class NotSent extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/**
 * Sends a file; the same id again gives the same entry.
 * @param {string} url
 * @param {Record<string, string>} headers who one is
 * @returns {Send}
 */
export const sender = (url, headers) => (file, id, onProgress) =>
  new Promise((done, fail) => {
    // `fetch` does not tell how much has left.
    const request = new XMLHttpRequest();
    request.open('POST', url);
    const named = { ...headers, 'vagledare-id': id, 'vagledare-name': encodeURIComponent(file.name) };
    for (const [name, value] of Object.entries(named)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () => {
      const why = whyNot(request.status, request.responseText);
      if (why === null) done();
      else fail(new NotSent(why));
    };
    request.onerror = () => fail(new NotSent('failed'));
    request.send(file);
  });

/** What a proxy in front means that says no with a page of its own. @type {Record<number, string>} */
const BY_STATUS = { 413: 'too_large', 415: 'wrong_kind', 429: 'too_fast' };

/**
 * Why a file was not taken; null when it was. Only what the server itself says is a yes: a login page in the place of an
 * answer is none, with whatever status it comes.
 * @param {number} status
 * @param {string} body
 */
export function whyNot(status, body) {
  const answer = parsed(body);
  if (status === 200 && answer?.seq !== undefined) return null;
  return answer?.error?.code ?? BY_STATUS[status] ?? 'failed';
}

/** @param {string} body */
function parsed(body) {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

/** Fetches a file and has the browser keep it. @param {string} url @param {Record<string, string>} headers @param {string} name */
export async function keep(url, headers, name) {
  const response = await fetch(url, { headers });
  // A page that a proxy puts in the place of the file is not kept under the file's name.
  if (!response.ok || !response.headers.has('content-disposition')) throw new NotSent('lost');
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** A number of bytes as people read it. @param {number} bytes @returns {{unit: 'kb' | 'mb', n: number}} */
export function size(bytes) {
  const isLarge = bytes >= 999_500;
  return isLarge ? { unit: 'mb', n: Math.round(bytes / 100_000) / 10 } : { unit: 'kb', n: Math.max(1, Math.round(bytes / 1000)) };
}
