import { itemsOf } from './harness/execution';
import { SingleProcess } from './harness/single-process';
import { OZONETEL } from './harness/workflow';
import { World, type Mode } from './harness/world';
import { ASHA } from './operations';

declare const N8N_MANIFEST_FOLDER: string;

const START_LIMIT_MS = 15 * 60_000;

let world: World;

beforeAll(async () => {
  world = await World.start({
    manifestFolder: N8N_MANIFEST_FOLDER,
    deploy: (plan) => SingleProcess.create(plan),
    n8nSettings: { N8N_SSRF_PROTECTION_ENABLED: 'true' },
  });
}, START_LIMIT_MS);
afterAll(() => world.close());

describe('with n8n’s SSRF protection', () => {
  it.each<Mode>(['direct', 'connector'])(
    'an address that n8n refuses is an error in n8n’s words, and never unconfirmed (%s)',
    async (mode) => {
      const { execution } = await world.run({
        parameters: { operation: 'upload', mode, campaignName: 'Any' },
        items: [ASHA],
      });
      expect(execution.status).toBe('error');
      expect(itemsOf(execution, OZONETEL)).toEqual([]);
      expect(JSON.stringify(execution.data?.resultData.error)).toMatch(/blocked|SSRF|restricted/i);
    },
  );
});
