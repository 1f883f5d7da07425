// A website of somebody else, on another origin, that embeds the widget with its one line.

import { createServer } from 'node:http';

/**
 * @typedef {object} Site
 * @property {string} origin
 * @property {(script: string, attributes?: string) => void} embed the address of the script, and what else its tag says
 * @property {Record<string, string>} headers that every page is sent with
 * @property {string} head what stands in every page's head beside its title
 * @property {string} main what stands in every page after its heading
 * @property {() => void} close
 */

/**
 * @param {string} [host] another name than the chat's address, so that it is another site and not only another port
 * @returns {Promise<Site>}
 */
export async function otherSite(host = 'localhost') {
  let tag = '';
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/favicon')) return response.writeHead(204).end();
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...site.headers });
    return response.end(`<!doctype html><html lang="sv"><head><title>En annan webbplats</title>${site.head}</head><body>
      <main><h1>En annan webbplats</h1><p>Med ett <a href="#h">stycke</a> text.</p>${site.main}</main>
      ${tag}</body></html>`);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(null)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  /** @type {Site} */
  const site = {
    origin: `http://${host}:${port}`,
    embed: (address, attributes = '') => void (tag = `<script src="${address}" ${attributes} async></script>`),
    headers: {},
    head: '',
    main: '',
    close: () => void server.close(),
  };
  return site;
}
