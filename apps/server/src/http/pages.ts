import { join } from 'node:path';
import { normalizeRoomCode, roomCodeLength } from '@ack-attack/protocol';
import { Router, type Request, type Response } from 'express';
import helmet from 'helmet';
import { projectRoot } from '../runtime/project-root.ts';
import { PageFiles } from './page-files.ts';

/** The web build, from the sources as well as from the build of the server. */
export const builtWeb = join(projectRoot, 'apps/web/dist');

const pages: Readonly<Record<string, string>> = {
  host: 'host.html',
  stage: 'stage.html',
  replay: 'replay.html',
  report: 'report.html',
  solo: 'solo.html',
  homework: 'homework.html',
  glossary: 'glossary.html',
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
  const files = new PageFiles(root);
  const sendPage = (request: Request, response: Response, file: string) =>
    files.send(request, response, file, 'no-cache');
  router.get('/', (request, response) => sendPage(request, response, 'index.html'));
  router.get('/:page', async (request, response, next) => {
    const { page } = request.params;
    const file = Object.hasOwn(pages, page) ? pages[page] : undefined;
    if (file === undefined || !(await sendPage(request, response, file))) next();
  });
  router.use(async (request, response, next) => {
    if (!isRead(request)) return next();
    const file = request.path.slice(1);
    // The names of assets carry a hash of what is in them.
    const kept = file.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'public, max-age=3600';
    if (!(await files.send(request, response, file, kept))) next();
  });
  // A room's address is typed from a projector: what can be read as its code leads there.
  router.get('/:code', async (request, response, next) => {
    const nearly = normalizeRoomCode(request.params.code).length === roomCodeLength;
    if (!nearly || !(await sendPage(request, response, 'index.html'))) next();
  });
  // A person reads words at an unknown address; programs get theirs from what comes after.
  router.use(async (request, response, next) => {
    if (!isRead(request) || request.accepts(['json', 'html']) !== 'html') return next();
    response.status(404);
    if (!(await sendPage(request, response, 'missing.html'))) next();
  });
  return router;
}

function isRead({ method }: Request): boolean {
  return method === 'GET' || method === 'HEAD';
}
