import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * helmet, for answers that are data: nothing of them may be executed, embedded or sniffed. HSTS is left to what
 * terminates TLS, which knows whether the whole host speaks it.
 */
export const secureAnswers: RequestHandler = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  },
  strictTransportSecurity: false,
});

/** Uploads, subscriptions and callbacks are about people: no cache keeps them. */
export const forbidStoring: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store');
  next();
};
