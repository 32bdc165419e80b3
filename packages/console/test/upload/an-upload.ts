import type { Schema } from '../../src/api/call';

export type Upload = Schema<'Upload'>;

/** An upload of acme into Diwali. */
export function anUpload(members: Partial<Upload> & Pick<Upload, 'state'>): Upload {
  return {
    id: 'upl_1',
    username: 'acme',
    campaignName: 'Diwali',
    createdAt: '2026-01-05T09:00:00.000Z',
    updatedAt: '2026-01-05T09:00:00.000Z',
    ...members,
  };
}
