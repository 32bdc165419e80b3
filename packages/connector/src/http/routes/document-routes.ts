import { z } from 'zod';
import { defineRoute, json, type Route } from '../route';

const documentSchema = z.looseObject({ openapi: z.string() });

/** @param document OpenAPI of the whole table, this entry included */
export function documentRoutes(document: () => unknown): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/openapi.json',
      summary: 'This document',
      isPublic: true,
      responses: {
        200: { description: 'OpenAPI 3.1', body: json('Document', documentSchema, { openapi: '3.1.0' }) },
      },
      handle: ({ response }) => void response.json(document()),
    }),
  ];
}
