import { ProblemError } from '@ozonetel-bulk-upload/shared-types';
import type { RequestHandler } from 'express';

/** Answers every other method 405, and OPTIONS with what is allowed. */
export function allowMethods(methods: readonly string[]): RequestHandler {
  const allowed = [...new Set([...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'])];
  const allow = allowed.join(', ');
  return (request, response, next) => {
    if (request.method !== 'OPTIONS' && allowed.includes(request.method)) {
      next();
      return;
    }
    response.set('Allow', allow);
    if (request.method !== 'OPTIONS')
      throw new ProblemError('method_not_allowed', `${request.method} is not allowed here: use ${allow}.`);
    response.status(204).end();
  };
}
