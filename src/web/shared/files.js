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
    request.onload = () => (request.status === 200 ? done() : fail(new NotSent(code(request.responseText))));
    request.onerror = () => fail(new NotSent('failed'));
    request.send(file);
  });

/** @param {string} answer */
function code(answer) {
  try {
    return JSON.parse(answer).error?.code ?? 'failed';
  } catch {
    return 'failed';
  }
}

/** Fetches a file and has the browser keep it. @param {string} url @param {Record<string, string>} headers @param {string} name */
export async function keep(url, headers, name) {
  const response = await fetch(url, { headers });
  if (!response.ok) throw new NotSent('lost');
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
