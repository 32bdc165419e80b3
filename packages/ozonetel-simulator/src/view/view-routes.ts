import { json, Router, type ErrorRequestHandler } from 'express';
import { z } from 'zod';
import type { RequestLog } from '../request-log/request-log';
import type { Campaigns } from '../campaign/campaigns';
import type { FaultRules } from '../fault/fault-rules';
import { faultRuleSchema } from '../fault/fault';

export interface ViewParts {
  readonly campaigns: Campaigns;
  readonly requestLog: RequestLog;
  readonly faults: FaultRules;
}

/** The JSON views, and the rules of faults, which are all that can be written here. */
export function createViewRoutes({ campaigns, requestLog, faults }: ViewParts): Router {
  const routes = Router();

  routes.get('/campaigns', (_request, response) => {
    response.json({ items: campaigns.list() });
  });

  routes.get('/campaigns/:username/:name', (request, response) => {
    const campaign = campaigns.find(request.params.username, request.params.name);
    if (campaign === undefined) {
      response.status(404).json({ error: 'Campaign not found.' });
      return;
    }
    const { contacts, ...view } = campaign.view();
    response.json({ ...view, contactCount: contacts, contacts: campaign.contacts });
  });

  routes.get('/uploads', (_request, response) => {
    response.json({
      received: requestLog.received,
      items: requestLog.uploads(),
      violations: requestLog.violations(),
    });
  });

  routes.get('/faults', (_request, response) => {
    response.json({ items: faults.list() });
  });

  routes.post('/faults', json(), (request, response) => {
    const rule = faultRuleSchema.safeParse(request.body);
    if (!rule.success) {
      response.status(400).json({ error: z.prettifyError(rule.error) });
      return;
    }
    response.status(201).json(faults.add(rule.data));
  });

  routes.delete('/faults', (_request, response) => {
    faults.clear();
    response.status(204).end();
  });

  routes.delete('/faults/:id', (request, response) => {
    const isRemoved = faults.remove(Number(request.params.id));
    response.status(isRemoved ? 204 : 404).end();
  });

  routes.use(answerBadJson);
  return routes;
}

const answerBadJson: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (error instanceof SyntaxError) response.status(400).json({ error: 'The body is not JSON.' });
  else next(error);
};
