// A website of somebody else, on another origin, that embeds the widget with its one line.

import { createServer } from 'node:http';

/** @returns {Promise<{origin: string, embed: (script: string) => void, close: () => void}>} */
export async function otherSite() {
  let script = '';
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    if (request.url?.startsWith('/favicon')) return response.writeHead(204).end();
    return response.end(`<!doctype html><html lang="sv"><head><title>En annan webbplats</title></head><body>
      <main><h1>En annan webbplats</h1><p>Med ett <a href="#h">stycke</a> text.</p></main>
      <script src="${script}" async></script></body></html>`);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(null)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  // Another name than the chat's address, so that it is another site and not only another port.
  return { origin: `http://localhost:${port}`, embed: (address) => void (script = address), close: () => void server.close() };
}
