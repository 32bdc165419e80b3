import { campaignListSchema, nameSchema } from '@ozonetel-bulk-upload/shared-types';
import type { Store } from '../../store/open-store';
import { listCampaigns } from '../../upload/list-campaigns';
import { fromCursor, pagingSchema, toCursor } from '../paging';
import { defineRoute, json, type Route } from '../route';

const querySchema = pagingSchema.extend({
  username: nameSchema.optional().describe('Campaigns of this user alone.'),
});

export function campaignRoutes({ store }: { readonly store: Store }): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/campaigns',
      summary: 'List the campaigns that uploads have named, the one that was used last first',
      query: querySchema,
      responses: {
        200: {
          description: 'A page of campaigns, each with the state of its newest upload',
          body: json('CampaignList', campaignListSchema, {
            items: [
              {
                username: 'acme',
                campaignName: 'Diwali',
                lastState: 'succeeded',
                lastAt: '2026-01-05T09:02:10.000Z',
              },
            ],
            nextCursor: null,
          }),
        },
      },
      async handle({ response, query: { username, limit, cursor } }) {
        const { items, next } = await listCampaigns(store.db, {
          username,
          limit,
          before: fromCursor(cursor),
        });
        response.json({ items, nextCursor: toCursor(next) });
      },
    }),
  ];
}
