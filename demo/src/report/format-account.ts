import type { DemoWorld } from '../demo-world';
import type { DemoRun } from '../run-demo';

/** The account of a run, for reading in a terminal. */
export function formatAccount({ trip, crmExport, workflows, services }: DemoRun): string {
  const { upload, vendor } = trip;
  const { n8nUrl } = services;
  return (
    section('What was uploaded', [
      `${count(upload.counts?.rows ?? 0)} contacts from ${crmExport.url}`,
      `into the campaign "${upload.campaignName}" of the account ${upload.username}, with the action ${upload.action ?? 'none'}`,
      `by execution ${trip.uploadExecution.id} of the workflow ${n8nUrl}/workflow/${workflows.uploadId}`,
    ]) +
    section('What Ozonetel said', [
      `at once:  ${vendor.reply ?? 'nothing'}`,
      ...vendor.callbacks.map((message) => `later:    ${message}`),
      `The campaign is ${vendor.position} and has ${count(vendor.contacts)} contacts.`,
    ]) +
    section('What the callback started', [
      `execution ${trip.callbackExecution.id} of the workflow ${n8nUrl}/workflow/${workflows.callbackId}`,
      `It says: ${trip.summary}`,
    ])
  );
}

/** The path of the form in `workflows/upload-by-form.json`. */
const FORM_PATH = 'upload-contacts';

/** Where to click while the demo stays up. What signs in to n8n and the console is shown, as it is needed; it ends with the run. */
export function formatLinks({ trip, services, workflows }: DemoRun, world: DemoWorld): string {
  const { email, password } = world.n8nOwner;
  const campaign = `${world.username}/${encodeURIComponent(world.campaignName)}`;
  return section('Where to click', [
    `start here ${services.connectorUrl}/console   sign in with ${world.connectorApiKey}`,
    `           then drop a spreadsheet of your own: choose the account ${world.username} and the campaign "${world.formCampaignName}" (once that runs: "${world.spareCampaignName}")`,
    `form       ${services.n8nUrl}/form/${FORM_PATH}   drop a .csv or .xlsx file of contacts for "${world.formCampaignName}"`,
    `           ${services.n8nUrl}/workflow/${workflows.formId}   the workflow behind the form`,
    `n8n        ${services.n8nUrl}   login ${email}   password ${password}`,
    `Ozonetel   ${services.simulatorUrl}/campaigns/${campaign}   the campaign with its contacts`,
    `           ${services.simulatorUrl}/uploads   every request, reply and callback`,
    `connector  curl -H "Authorization: Bearer ${world.connectorApiKey}" ${services.connectorUrl}/v1/uploads/${trip.upload.id}`,
  ]);
}

function section(title: string, lines: readonly string[]): string {
  return `\n${title}\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
