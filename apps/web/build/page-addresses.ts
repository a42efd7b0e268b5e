import type { Plugin } from 'vite';

/** Serves the pages in development under the addresses that the server gives them: / and /ABCDEF, /host, /solo and so on. */
export function pageAddresses(): Plugin {
  return {
    name: 'ack-attack:page-addresses',
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        const [path = '/', query] = (request.url ?? '/').split('?');
        const file = fileOf(path);
        if (file) request.url = query === undefined ? file : `${file}?${query}`;
        next();
      });
    },
  };
}

function fileOf(path: string): string | undefined {
  const page = /^\/(host|stage|replay|report|solo|homework|glossary)\/?$/.exec(path)?.[1];
  if (page) return `/${page}.html`;
  // The server reads further forms of a room's code.
  return /^\/[A-Za-z]{6}\/?$/.test(path) ? '/index.html' : undefined;
}
