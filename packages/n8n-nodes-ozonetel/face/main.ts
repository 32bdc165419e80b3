import { join } from 'node:path';
import { project } from '../test/e2e/harness/project';
import { SingleProcess } from '../test/e2e/harness/single-process';
import { ACCOUNT, World } from '../test/e2e/harness/world';
import { Browser } from './browser';
import { triggerFlow, uploadFlow } from './flows';

const FOLDER = join(project.n8nPackage, 'screenshots');
const PANEL = '[data-test-id="node-parameters"], .parameter-input-list-wrapper';

/**
 * `npm run screenshots -w n8n-nodes-ozonetel [chromium]`: takes the screenshots of the README anew, in a real n8n with
 * the packed package in it.
 */
export async function main([chromium = 'chromium']: string[]): Promise<void> {
  const world = await World.start({
    manifestFolder: project.n8n2,
    deploy: (plan) => SingleProcess.create(plan),
  });
  try {
    const browser = await Browser.start(chromium);
    try {
      await logIn(browser, world);
      await takeAll(browser, world);
    } finally {
      await browser.close();
    }
  } finally {
    await world.close();
  }
}

async function takeAll(browser: Browser, { n8n, connector, simulator }: World): Promise<void> {
  const credentials = {
    ozonetelApi: await n8n.createCredential(
      'ozonetelApi',
      { ...ACCOUNT, uploadUrl: simulator.uploadUrl },
      'Acme at Ozonetel',
    ),
    ozonetelConnectorApi: await n8n.createCredential(
      'ozonetelConnectorApi',
      { baseUrl: connector.url, apiKey: connector.apiKey },
      'Our connector',
    ),
  };
  const capture = (name: string): Promise<void> => browser.capture(join(FOLDER, `${name}.png`));
  const openNode = async (
    workflow: Parameters<typeof n8n.createWorkflow>[0],
    name: string,
  ): Promise<string> => {
    const id = await n8n.createWorkflow(workflow);
    const nodes = (await n8n.getWorkflow(id))['nodes'] as { id: string; name: string }[];
    await browser.open(`${n8n.url}/workflow/${id}/${nodes.find((one) => one.name === name)?.id ?? ''}`);
    await browser.waitFor(`document.querySelector(${JSON.stringify(PANEL)})`);
    await browser.waitFor('!document.body.innerText.includes("Loading fields")');
    return id;
  };
  const direct = { operation: 'upload', invalidRows: 'drop' };
  const waiting = { operation: 'start', mode: 'connector', source: 'url', waitForOutcome: true };
  for (const scheme of ['light', 'dark'] as const) {
    await browser.prefer(scheme);
    await openNode(uploadFlow(credentials, direct), 'Ozonetel');
    await capture(`node-${scheme}`);
    await openNode(triggerFlow(credentials, { mode: 'connector' }), 'Ozonetel Trigger');
    await capture(`trigger-${scheme}`);
  }
  await browser.prefer('light');
  const fileUrl = 'https://docs.google.com/spreadsheets/d/…';
  await openNode(uploadFlow(credentials, { ...waiting, fileUrl }), 'Ozonetel');
  await capture('node-through-the-connector');
  await openNode(uploadFlow(credentials, { operation: 'stop' }), 'Ozonetel');
  await capture('node-stop');
  await openNode(triggerFlow({}, { mode: 'direct' }), 'Ozonetel Trigger');
  await capture('trigger-direct');
  await browser.open(`${n8n.url}/home/credentials/${credentials.ozonetelApi}`);
  // n8n tests a credential as soon as it is opened.
  await browser.waitFor('document.body.innerText.includes("Connection tested successfully")');
  await capture('credential');

  const id = await n8n.createWorkflow(uploadFlow(credentials, direct));
  await browser.open(`${n8n.url}/workflow/${id}`);
  await browser.click('[data-test-id^="execute-workflow-button"]');
  await browser.waitFor('document.querySelectorAll("[data-test-id=canvas-node-status-success]").length >= 5');
  await capture('canvas');
}

async function logIn(browser: Browser, { n8n }: World): Promise<void> {
  await browser.open(`${n8n.url}/signin`);
  await browser.waitFor('localStorage.getItem("n8n-browserId")');
  const { email, password } = n8n.owner;
  const status = await browser.evaluate(`fetch('/rest/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'browser-id': localStorage.getItem('n8n-browserId') },
    body: ${JSON.stringify(JSON.stringify({ emailOrLdapLoginId: email, password }))},
  }).then(({ status }) => status)`);
  if (status !== 200) throw new Error(`n8n answered ${String(status)} to the login.`);
}
