import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { project } from '../test/e2e/harness/project';
import { SingleProcess } from '../test/e2e/harness/single-process';
import { ACCOUNT, World } from '../test/e2e/harness/world';
import { Browser } from './browser';
import { formFlow, triggerFlow, uploadFlow } from './flows';

const FOLDER = join(project.n8nPackage, 'screenshots');
const SHOWN_URL = 'https://docs.google.com/spreadsheets/d/…';
const CRM_EXPORT = 'Lead ID,Full Name,Mobile No\n1,Asha,9876543210\n2,Ravi,98765 43211\n3,Meera,call me\n';
const PANEL = '[data-test-id="node-parameters"], .parameter-input-list-wrapper';

/**
 * `npm run screenshots -w n8n-nodes-ozonetel [-- chromium [form] [execution] [nodes] [credential]]`: takes the screenshots
 * of the README anew, all or those named, in a real n8n with the packed package in it.
 */
export async function main([chromium = 'chromium', ...wanted]: string[]): Promise<void> {
  const world = await World.start({
    manifestFolder: project.n8n2,
    deploy: (plan) => SingleProcess.create(plan),
  });
  try {
    const browser = await Browser.start(chromium);
    try {
      await logIn(browser, world);
      await takeAll(browser, world, wanted);
    } finally {
      await browser.close();
    }
  } finally {
    await world.close();
  }
}

/** What the pictures are taken in. */
interface Studio {
  readonly browser: Browser;
  readonly world: World;
  readonly credentials: Readonly<Record<string, string>>;
  /** Takes a picture under this name. */
  readonly capture: (name: string) => Promise<void>;
}

async function takeAll(browser: Browser, world: World, wanted: readonly string[]): Promise<void> {
  const { n8n, connector, simulator } = world;
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
  const studio = { browser, world, credentials, capture };
  const groups = { form: takeForm, execution: takeExecution, nodes: takeNodes, credential: takeCredential };
  for (const [name, take] of Object.entries(groups)) {
    if (wanted.length === 0 || wanted.includes(name)) await take(studio);
  }
}

async function openNode(
  { browser, world: { n8n } }: Studio,
  workflow: Parameters<World['n8n']['createWorkflow']>[0],
  name: string,
): Promise<void> {
  const id = await n8n.createWorkflow(workflow);
  const nodes = (await n8n.getWorkflow(id))['nodes'] as { id: string; name: string }[];
  await browser.open(`${n8n.url}/workflow/${id}/${nodes.find((one) => one.name === name)?.id ?? ''}`);
  await browser.waitFor(`document.querySelector(${JSON.stringify(PANEL)})`);
  await browser.waitFor('!document.body?.innerText.includes("Loading fields")');
}

async function takeNodes(studio: Studio): Promise<void> {
  const { browser, credentials, capture } = studio;
  for (const scheme of ['light', 'dark'] as const) {
    await browser.prefer(scheme);
    await openNode(studio, uploadFlow(credentials, {}), 'Ozonetel');
    await capture(`node-${scheme}`);
    await openNode(studio, triggerFlow(credentials, { mode: 'connector' }), 'Ozonetel Trigger');
    await capture(`trigger-${scheme}`);
  }
  await browser.prefer('light');
  const fetched = { operation: 'start', mode: 'connector', source: 'url', fileUrl: SHOWN_URL };
  await openNode(studio, uploadFlow(credentials, fetched), 'Ozonetel');
  await capture('node-through-the-connector');
  await openNode(studio, uploadFlow(credentials, { operation: 'check' }), 'Ozonetel');
  await capture('node-check');
  await openNode(studio, triggerFlow({}, { mode: 'direct' }), 'Ozonetel Trigger');
  await capture('trigger-direct');
}

async function takeCredential({ browser, world, credentials, capture }: Studio): Promise<void> {
  await browser.open(`${world.n8n.url}/home/credentials/${credentials['ozonetelApi'] ?? ''}`);
  // n8n tests a credential as soon as it is opened.
  await browser.waitFor('document.body?.innerText.includes("Connection tested successfully")');
  await capture('credential');
}

/** A workflow that has run, and the contacts that it left out. */
async function takeExecution({ browser, world, credentials, capture }: Studio): Promise<void> {
  const parameters = { additionalOptions: { invalidRows: 'drop' } };
  const id = await world.n8n.createWorkflow(uploadFlow(credentials, parameters));
  await browser.open(`${world.n8n.url}/workflow/${id}`);
  await browser.click('[data-test-id^="execute-workflow-button"]');
  await browser.waitFor('document.querySelectorAll("[data-test-id=canvas-node-status-success]").length >= 5');
  await capture('canvas');
  await browser.doubleClick('[data-node-name="Back to the CRM"] [data-test-id="canvas-default-node"]');
  await browser.waitFor('document.body?.innerText.includes("The phone number has no digit.")');
  await capture('left-out');
}

/** The form of the example, filled in, and the page that it ends with. */
async function takeForm({ browser, world: { n8n }, credentials, capture }: Studio): Promise<void> {
  const path = 'upload-contacts';
  const file = join(await mkdtemp(join(tmpdir(), 'ozonetel-form-')), 'crm-export.csv');
  try {
    await writeFile(file, CRM_EXPORT);
    const id = await n8n.createWorkflow(formFlow(credentials, path));
    await n8n.activate(id);
    await browser.open(`${n8n.url}/form/${path}`);
    await browser.chooseFile(file);
    await browser.evaluate('document.querySelector("select").selectedIndex = 1');
    await capture('form');
    await browser.click('#submit-btn');
    await browser.waitFor('document.body?.innerText.includes("1 contact was left out")');
    await capture('form-result');
  } finally {
    await rm(dirname(file), { recursive: true, force: true });
  }
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
