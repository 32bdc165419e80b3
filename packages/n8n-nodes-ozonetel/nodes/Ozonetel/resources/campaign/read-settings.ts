import { NOBODY_LISTENS_URL, type ContactRules } from '@ozonetel-bulk-upload/shared-types';
import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import { isFirstVersion } from '../../../shared/node-version';
import { readText } from '../../../shared/read-text';
import type { CampaignSettings, ContactSource } from '../../submission/submission';
import { isEmptyBox, refuseHalfFilled, type Pair } from '../../contacts/refuse-half-filled';
import { RENAMED_FROM, RENAMED_TO } from './rename-columns';

interface Options {
  readonly agentIds?: string;
  readonly callbackUrl?: string;
  readonly campaignType?: 'any' | 'agentwise' | 'skillwise';
  readonly columnMatching?: 'aliases' | 'names';
  readonly columns?: RenamedColumns;
  readonly dryRun?: boolean;
  readonly duplicates?: 'keep' | 'drop';
  readonly fileHeaders?: { readonly header?: readonly { readonly name: string; readonly value: string }[] };
  readonly format?: 'same' | 'csv' | 'xlsx';
  readonly hiddenRows?: 'send' | 'drop';
  readonly idempotencyKey?: string;
  readonly invalidRows?: 'fail' | 'drop';
  readonly rowsWiderThanHeader?: 'fail' | 'drop' | 'keep';
  readonly simplify?: boolean;
  readonly skills?: string;
  readonly split?: boolean;
  readonly waitForTurn?: boolean;
  readonly waitLimitMinutes?: number;
}

interface RenamedColumns {
  readonly column?: readonly { readonly source: string; readonly target: string }[];
}

/** @throws NodeOperationError for parameters that make no sense together */
export function readSettings(
  context: IExecuteFunctions,
  itemIndex: number,
  source: ContactSource,
): CampaignSettings {
  const parameter = <T>(name: string, fallback: T): T =>
    context.getNodeParameter(name, itemIndex, fallback) as T;
  const mode = parameter<CampaignSettings['mode']>('mode', 'direct');
  const options = readOptions(context, itemIndex);
  const settings: CampaignSettings = {
    mode,
    source,
    isMapped: source === 'items' && parameter<string>('contacts.mappingMode', '') === 'defineBelow',
    hasMoreOptions: !isFirstVersion(context),
    rules: readRules(options, mode),
    waitsForOutcome: parameter('waitForOutcome', false),
    waitLimitMinutes: options.waitLimitMinutes ?? 60,
    isSimplified: options.simplify ?? true,
    isDryRun: options.dryRun ?? false,
    waitsForTurn: options.waitForTurn ?? false,
    callbackUrl: readCallbackUrl(context, options.callbackUrl, itemIndex),
    fileHeaders: readHeaders(options.fileHeaders?.header ?? []),
    format: options.format === 'same' ? undefined : options.format,
    idempotencyKey: readText(options.idempotencyKey) || undefined,
  };
  refuseNonsense(context, settings, itemIndex);
  if (settings.hasMoreOptions)
    for (const pair of listPairs(options, settings)) refuseHalfFilled(context, pair, itemIndex);
  return settings;
}

/** What is under Options since version 2; before, some of it was not, and other defaults held. */
function readOptions(context: IExecuteFunctions, itemIndex: number): Options {
  const options = context.getNodeParameter('additionalOptions', itemIndex, {}) as Options;
  if (!isFirstVersion(context)) return { duplicates: 'drop', columnMatching: 'aliases', ...options };
  const outside: Options = {
    columns: context.getNodeParameter('columns', itemIndex, {}) as RenamedColumns,
    invalidRows: context.getNodeParameter('invalidRows', itemIndex, 'fail') as 'fail' | 'drop',
    simplify: context.getNodeParameter('simplify', itemIndex, true) as boolean,
    waitLimitMinutes: context.getNodeParameter('waitLimitMinutes', itemIndex, 60) as number,
  };
  return { rowsWiderThanHeader: 'keep', ...options, ...outside };
}

function readRules(options: Options, mode: CampaignSettings['mode']): ContactRules {
  const { campaignType, columnMatching } = options;
  return {
    columns: readColumns(options.columns ?? {}),
    ...(columnMatching === undefined ? {} : { columnMatching }),
    ...(campaignType === undefined || campaignType === 'any' ? {} : { campaignType }),
    agentIds: readList(options.agentIds),
    skills: readList(options.skills),
    invalidRows: options.invalidRows ?? 'fail',
    duplicates: options.duplicates ?? 'keep',
    rowsWiderThanHeader: options.rowsWiderThanHeader ?? 'fail',
    hiddenRows: options.hiddenRows ?? 'send',
    split: mode === 'connector' && options.split === true,
  };
}

function refuseNonsense(context: IExecuteFunctions, settings: CampaignSettings, itemIndex: number): void {
  const refuse = (message: string, description: string): never => {
    throw new NodeOperationError(context.getNode(), message, { description, itemIndex });
  };
  if (settings.mode === 'direct' && settings.source === 'url') {
    refuse(
      'A file from a URL goes through the connector',
      'Set Connect Via to Our Connector Service, or fetch the file with an HTTP Request node and set Contacts From to File.',
    );
  }
  if (settings.waitsForOutcome && !(settings.waitLimitMinutes > 0)) {
    refuse('The time limit must be more than 0 minutes', 'Change Time Limit, or turn off Wait for Outcome.');
  }
}

/** What the Options that the node shows have in pairs. */
function listPairs({ columns, fileHeaders }: Options, { mode, source }: CampaignSettings): Pair[] {
  const renamed = (columns?.column ?? []).map(({ source: from, target }): Pair => {
    const labels = [RENAMED_FROM, RENAMED_TO] as const;
    return { list: 'Rename Columns', labels, entered: [from, target], usual: 'PhoneNumber' };
  });
  const isFetched = mode === 'connector' && source === 'url';
  const headers = isFetched ? (fileHeaders?.header ?? []) : [];
  const named = headers.map(({ name, value }): Pair => {
    return { list: 'File Request Headers', labels: ['Name', 'Value'], entered: [name, value] };
  });
  return [...renamed, ...named];
}

function readCallbackUrl(context: IExecuteFunctions, given: string | undefined, itemIndex: number): string {
  const url = given?.trim() ?? '';
  if (url === '') return NOBODY_LISTENS_URL;
  if (/^https?:\/\/\S+$/i.test(url)) return url;
  throw new NodeOperationError(context.getNode(), 'The callback URL is not a valid http or https URL', {
    description: 'Paste the production URL of an Ozonetel Trigger, or leave Callback URL out.',
    itemIndex,
  });
}

function readColumns(columns: RenamedColumns): Record<string, string> {
  const named = (columns.column ?? []).filter(
    ({ source, target }) => !isEmptyBox(source) && !isEmptyBox(target),
  );
  return Object.fromEntries(named.map(({ source, target }) => [source, target]));
}

function readHeaders(
  headers: readonly { readonly name: string; readonly value: string }[],
): Record<string, string> {
  return Object.fromEntries(
    headers.filter(({ name }) => !isEmptyBox(name)).map(({ name, value }) => [name, value]),
  );
}

function readList(list: string | undefined): string[] {
  return (list ?? '')
    .split(/[,\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
