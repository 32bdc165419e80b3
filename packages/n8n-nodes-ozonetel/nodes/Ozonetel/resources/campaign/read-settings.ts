import { NOBODY_LISTENS_URL, type ContactRules } from '@ozonetel-bulk-upload/shared-types';
import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import { readText } from '../../../shared/read-text';

/** What the parameters of the resource Campaign say, for the uploads that begin at one item. */
export interface CampaignSettings {
  readonly mode: 'direct' | 'connector';
  readonly source: 'items' | 'binary' | 'url';
  readonly rules: ContactRules;
  readonly waitsForOutcome: boolean;
  readonly waitLimitMinutes: number;
  readonly isSimplified: boolean;
  readonly isDryRun: boolean;
  readonly waitsForTurn: boolean;
  readonly callbackUrl: string;
  readonly fileHeaders: Readonly<Record<string, string>>;
  readonly format: 'csv' | 'xlsx' | undefined;
  /** The user's own; left out, one is made for each run of the node. */
  readonly idempotencyKey: string | undefined;
}

interface Options {
  readonly agentIds?: string;
  readonly callbackUrl?: string;
  readonly campaignType?: 'any' | 'agentwise' | 'skillwise';
  readonly dryRun?: boolean;
  readonly duplicates?: 'keep' | 'drop';
  readonly fileHeaders?: { readonly header?: readonly { readonly name: string; readonly value: string }[] };
  readonly format?: 'same' | 'csv' | 'xlsx';
  readonly hiddenRows?: 'send' | 'drop';
  readonly idempotencyKey?: string;
  readonly rowsWiderThanHeader?: 'fail' | 'drop' | 'keep';
  readonly skills?: string;
  readonly split?: boolean;
  readonly waitForTurn?: boolean;
}

/** @throws NodeOperationError for parameters that make no sense together */
export function readSettings(context: IExecuteFunctions, itemIndex: number): CampaignSettings {
  const parameter = <T>(name: string, fallback: T): T =>
    context.getNodeParameter(name, itemIndex, fallback) as T;
  const mode = parameter<CampaignSettings['mode']>('mode', 'direct');
  const options = parameter<Options>('additionalOptions', {});
  const settings: CampaignSettings = {
    mode,
    source: parameter<CampaignSettings['source']>('source', 'items'),
    rules: {
      columns: readColumns(parameter('columns', {})),
      ...(options.campaignType === undefined || options.campaignType === 'any'
        ? {}
        : { campaignType: options.campaignType }),
      agentIds: readList(options.agentIds),
      skills: readList(options.skills),
      invalidRows: parameter<'fail' | 'drop'>('invalidRows', 'fail'),
      duplicates: options.duplicates ?? 'keep',
      rowsWiderThanHeader: options.rowsWiderThanHeader ?? (isFirstVersion(context) ? 'keep' : 'fail'),
      hiddenRows: options.hiddenRows ?? 'send',
      split: mode === 'connector' && options.split === true,
    },
    waitsForOutcome: parameter('waitForOutcome', false),
    waitLimitMinutes: parameter('waitLimitMinutes', 60),
    isSimplified: parameter('simplify', true),
    isDryRun: options.dryRun ?? false,
    waitsForTurn: options.waitForTurn ?? false,
    callbackUrl: readCallbackUrl(context, options.callbackUrl, itemIndex),
    fileHeaders: readHeaders(options.fileHeaders?.header ?? []),
    format: options.format === 'same' ? undefined : options.format,
    idempotencyKey: readText(options.idempotencyKey) || undefined,
  };
  refuseNonsense(context, settings, itemIndex);
  return settings;
}

/** Version 1 sent rows that are wider than the header, and its workflows go on as they are. */
function isFirstVersion(context: IExecuteFunctions): boolean {
  return context.getNode().typeVersion === 1;
}

/** @throws NodeOperationError where the item names no campaign */
export function readCampaignName(context: IExecuteFunctions, itemIndex: number): string {
  const name = readText(context.getNodeParameter('campaignName', itemIndex, ''));
  if (name !== '') return name;
  throw new NodeOperationError(context.getNode(), 'The campaign has no name', {
    description: 'Fill in Campaign Name. If it is an expression, see that it gives a name for this item.',
    itemIndex,
  });
}

function refuseNonsense(context: IExecuteFunctions, settings: CampaignSettings, itemIndex: number): void {
  const refuse = (message: string, description: string): never => {
    throw new NodeOperationError(context.getNode(), message, { description, itemIndex });
  };
  if (settings.mode === 'direct' && settings.source === 'url') {
    refuse(
      'A file from a URL goes through the connector',
      'Set Send to Through the Connector, or fetch the file with an HTTP Request node and take it from the binary field.',
    );
  }
  if (settings.waitsForOutcome && !(settings.waitLimitMinutes > 0)) {
    refuse('The time limit must be more than 0 minutes', 'Change Time Limit, or turn off Wait for Outcome.');
  }
}

function readCallbackUrl(context: IExecuteFunctions, given: string | undefined, itemIndex: number): string {
  const url = given?.trim() ?? '';
  if (url === '') return NOBODY_LISTENS_URL;
  if (/^https?:\/\/\S+$/i.test(url)) return url;
  throw new NodeOperationError(context.getNode(), 'The callback URL is no http or https URL', {
    description: 'Paste the production URL of an Ozonetel Trigger, or leave Callback URL out.',
    itemIndex,
  });
}

function readColumns(columns: {
  readonly column?: readonly { readonly source: string; readonly target: string }[];
}): Record<string, string> {
  const named = (columns.column ?? []).filter(({ source, target }) => source !== '' && target !== '');
  return Object.fromEntries(named.map(({ source, target }) => [source, target]));
}

function readHeaders(
  headers: readonly { readonly name: string; readonly value: string }[],
): Record<string, string> {
  return Object.fromEntries(
    headers.filter(({ name }) => name !== '').map(({ name, value }) => [name, value]),
  );
}

function readList(list: string | undefined): string[] {
  return (list ?? '')
    .split(/[,\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
