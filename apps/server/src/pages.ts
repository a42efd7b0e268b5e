import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { Router, type Response } from 'express';
import helmet from 'helmet';

/** The web build, from the sources as well as from the build of the server. */
export const builtWeb = resolve(dirname(fileURLToPath(import.meta.url)), '../../web/dist');

const pages: Readonly<Record<string, string>> = {
  host: 'host.html',
  stage: 'stage.html',
  replay: 'replay.html',
  report: 'report.html',
  solo: 'solo.html',
  homework: 'homework.html',
};

/** Headers that keep every page to its own origin. */
export function securityHeaders(https: boolean) {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        // Older browsers do not count a socket to the own host as 'self'.
        connectSrc: ["'self'", (request) => ownSocket(request.headers.host)],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"],
      },
    },
    // Without a certificate, as in a classroom, this would lock the browser out.
    strictTransportSecurity: https,
    referrerPolicy: { policy: 'no-referrer' },
  });
}

function ownSocket(host: string | undefined): string {
  return host !== undefined && /^[\w.\-[\]:]+$/.test(host) ? `ws://${host} wss://${host}` : "'self'";
}

/** The pages under their short addresses, and what they are built of. */
export function webPages(root: string): Router {
  const router = Router();
  const sendPage = (response: Response, file: string) =>
    response.set('cache-control', 'no-cache').sendFile(file, { root, cacheControl: false });
  router.get('/', (_request, response) => sendPage(response, 'index.html'));
  router.get('/:page', (request, response, next) => {
    const { page } = request.params;
    const file = Object.hasOwn(pages, page) ? pages[page] : /^[A-Za-z]{6}$/.test(page) ? 'index.html' : undefined;
    if (file) sendPage(response, file);
    else next();
  });
  // Their names carry a hash of what is in them.
  router.use('/assets', express.static(join(root, 'assets'), { immutable: true, maxAge: '1y', index: false }));
  router.use(express.static(root, { index: false, maxAge: '1h' }));
  return router;
}
