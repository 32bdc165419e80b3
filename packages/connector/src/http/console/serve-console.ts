import compression from 'compression';
import express, { Router, type Request, type RequestHandler } from 'express';
import helmet from 'helmet';
import { allowMethods } from '../allow-methods';

const NOT_BUILT = `<!doctype html><html lang="en"><title>Ozonetel console</title>
<p>The console is not built. Run <code>npm run build</code> in the root of the repository, then reload this page.</p></html>
`;

/** Nothing inline, nothing of another host: text from a contact file that got into the page could not run. */
const secureConsole = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      workerSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  strictTransportSecurity: false,
});

const UNUSED_FEATURES = 'camera=(), geolocation=(), microphone=(), payment=(), usb=()';

/** For every answer below `/console`, the routes of the session included. */
export const secureConsoleAnswers: RequestHandler = (request, response, next) => {
  response.setHeader('Permissions-Policy', UNUSED_FEATURES);
  response.setHeader('Cache-Control', 'no-store');
  secureConsole(request, response, next);
};

/**
 * The files of the console, below the path that it is mounted at, compressed. A path without an extension that is no
 * file is a view of the console: it gets `index.html`. Files whose names change with their content may be kept.
 * @param folder read at each request, so that the console may be built while the connector runs
 */
export function serveConsole(folder: string): RequestHandler {
  const files = express.static(folder, {
    index: false,
    redirect: false,
    cacheControl: false,
    setHeaders: allowKeeping,
  });
  const router = Router();
  router.use(allowMethods(['GET']));
  router.use((request, response, next) => {
    const [path = ''] = request.originalUrl.split('?');
    if (path === request.baseUrl) response.redirect(308, `${request.baseUrl}/`);
    else next();
  });
  router.use(compression(), files);
  router.use((request, response, next) => {
    if (!isView(request)) {
      next();
      return;
    }
    request.url = '/index.html';
    files(request, response, (error?: unknown) => {
      if (error === undefined) response.status(503).type('html').send(NOT_BUILT);
      else next(error);
    });
  });
  return router;
}

function isView({ path }: Request): boolean {
  return !path.slice(path.lastIndexOf('/')).includes('.');
}

const HASHED = /[\\/]assets[\\/][^\\/]+-[\w-]{8,}\.\w+$/;

function allowKeeping(response: { setHeader(name: string, value: string): unknown }, path: string): void {
  const control = HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache';
  response.setHeader('Cache-Control', control);
}
