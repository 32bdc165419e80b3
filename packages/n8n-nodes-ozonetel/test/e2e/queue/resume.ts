import type { FaultWorld } from '../faults/fault-world';
import { itemsOf } from '../harness/execution';
import { ASHA } from '../operations';
import { waiting } from '../wait';

/** What is between the connector and a workflow that waits. */
export function describeResume(faults: () => FaultWorld): void {
  it('a web page in the place of n8n’s answer is no delivery: the workflow is woken by a later try', async () => {
    const { world, beforeN8n } = faults();
    let pages = 0;
    beforeN8n.intercept = ({ url = '' }) => {
      if (!url.startsWith('/webhook-waiting/') || pages === 2) return 'pass';
      pages += 1;
      return 'web page';
    };
    try {
      const campaignName = world.nextCampaign();
      const started = await world.run({ parameters: waiting('connector', campaignName), items: [ASHA] });
      const execution = await world.ended(started);
      expect(pages).toBe(2);
      expect(itemsOf(execution, 'Uploads')).toMatchObject([{ json: { state: 'succeeded', campaignName } }]);
    } finally {
      beforeN8n.intercept = () => 'pass';
    }
  });
}
