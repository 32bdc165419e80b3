import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INode, INodeExecutionData } from 'n8n-workflow';
import { startConnectorScene } from '../harness/connector-scene';
import { ASHA, contacts, fileItem, NO_DIGIT, startDirectScene } from '../harness/direct-scene';

/** Our node of a workflow, as release 0.1 saved it. */
function storedNode(file: string): Pick<INode, 'parameters' | 'typeVersion'> {
  const path = join(__dirname, '../stored/release-0.1', file);
  const { nodes } = JSON.parse(readFileSync(path, 'utf8')) as { nodes: INode[] };
  return nodes.find(({ type }) => type === 'n8n-nodes-ozonetel.ozonetel')!;
}

const REPEATED = { PhoneNumber: '09876543210', Name: 'Asha again' };

describe('a workflow that release 0.1 has saved', () => {
  it('fetches one file for each item through the connector, as it did', async () => {
    const scene = await startConnectorScene();
    const { parameters, typeVersion } = storedNode('crm-export-nightly.json');
    scene.connector.checked = { state: 'processing' };
    const execution = await scene.run({ ...parameters }, [{ json: {} }, { json: {} }], { typeVersion });
    await scene.close();
    expect(execution.finished.error).toBeUndefined();
    expect(execution.isAsleep).toBe(false);
    expect(scene.connector.uploads).toHaveLength(2);
    const [{ request } = {}] = scene.connector.uploads;
    expect(request).toMatchObject({ columnMatching: 'names', invalidRows: 'drop' });
  });

  it('uploads the rows of a sheet and does not wait', async () => {
    const scene = await startDirectScene();
    const { parameters, typeVersion } = storedNode('sheet-with-rejected-rows.json');
    const items = contacts(ASHA, REPEATED, NO_DIGIT);
    const execution = await scene.run({ ...parameters, campaignName: 'Diwali' }, items, { typeVersion });
    await scene.close();
    const [uploads, leftOut] = execution.finished.outputs;
    expect(execution.isAsleep).toBe(false);
    expect(uploads).toMatchObject([{ json: { counts: { valid: 1, invalid: 1, duplicates: 1 } } }]);
    expect(leftOut).toMatchObject([{ json: { row: 2 } }, { json: { row: 3, ...NO_DIGIT } }]);
  });

  it('waits for the outcome of the file in the field data', async () => {
    const scene = await startDirectScene({ processingMs: 50 });
    const { parameters, typeVersion } = storedNode('upload-wait-branch.json');
    const items = [fileItem('PhoneNumber\n9876543210\n', 'crm.csv')];
    const execution = await scene.run({ ...parameters, campaignName: 'Diwali' }, items, { typeVersion });
    expect(execution.isAsleep).toBe(true);
    await execution.awake();
    await scene.close();
    expect(execution.finished.outputs[0]).toMatchObject([{ json: { state: 'succeeded' } }]);
  });

  it('takes items as contacts, also if they have files, and finds no common names', async () => {
    const scene = await startDirectScene();
    const withPhoto: INodeExecutionData = { json: ASHA, binary: fileItem('x', 'photo.jpg').binary! };
    const parameters = { operation: 'upload' };
    const sent = await scene.run(parameters, [withPhoto], { typeVersion: 1 });
    const refused = await scene.run(parameters, contacts({ 'Mobile No': '9876543210' }), { typeVersion: 1 });
    await scene.close();
    expect(sent.finished.outputs[0]).toMatchObject([{ json: { state: 'processing', counts: { sent: 1 } } }]);
    expect(refused.finished.error?.message).toBe('No phone number column');
  });
});
