import { NOBODY_LISTENS_URL, type ContactRules } from '@ozonetel-bulk-upload/shared-types';
import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import { isFirstVersion } from '../../../shared/node-version';
import { readListEntry, readNumberEntry, readTextEntry } from '../../../shared/read-entry';
import type { CampaignSettings, ContactSource } from '../../submission/submission';
import { isEmptyBox, refuseHalfFilled, type Pair } from '../../contacts/refuse-half-filled';
import { RENAMED_FROM, RENAMED_TO } from './rename-columns';

/** Texts and numbers are what an expression gives. */
interface Options {
  readonly agentIds?: unknown;
  readonly callbackUrl?: unknown;
  readonly campaignType?: 'any' | 'agentwise' | 'skillwise';
  readonly columnMatching?: 'aliases' | 'names';
  readonly columns?: RenamedColumns;
  readonly dryRun?: boolean;
  readonly duplicates?: 'keep' | 'drop';
  readonly fileHeaders?: { readonly header?: readonly Header[] };
  readonly format?: 'same' | 'csv' | 'xlsx';
  readonly hiddenRows?: 'send' | 'drop';
  readonly idempotencyKey?: unknown;
  readonly invalidRows?: 'fail' | 'drop';
  readonly rowsWiderThanHeader?: 'fail' | 'drop' | 'keep';
  readonly simplify?: boolean;
  readonly skills?: unknown;
  readonly split?: boolean;
  readonly waitForTurn?: boolean;
  readonly waitLimitMinutes?: unknown;
}

interface Header {
  readonly name: unknown;
  readonly value: unknown;
}

interface RenamedColumns {
  readonly column?: readonly { readonly source: unknown; readonly target: unknown }[];
}

/** Reads what was entered into a field, by its label. */
interface Reader {
  readonly text: (label: string, value: unknown) => string;
  readonly list: (label: string, value: unknown) => string[];
}

/** A year: n8n cannot store a date that is too far away. */
const LONGEST_WAIT_MINUTES = 525_600;

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
  const read: Reader = {
    text: (label, value) => readTextEntry(context, { label, value, itemIndex }),
    list: (label, value) => readListEntry(context, { label, value, itemIndex }),
  };
  const waitsForOutcome = parameter<boolean>('waitForOutcome', false);
  const settings: CampaignSettings = {
    mode,
    source,
    isMapped: source === 'items' && parameter<string>('contacts.mappingMode', '') === 'defineBelow',
    hasMoreOptions: !isFirstVersion(context),
    rules: readRules(options, mode, read),
    waitsForOutcome,
    waitLimitMinutes: waitsForOutcome ? readWaitLimit(context, options, itemIndex) : 0,
    isSimplified: options.simplify ?? true,
    isDryRun: options.dryRun ?? false,
    waitsForTurn: options.waitForTurn ?? false,
    callbackUrl: readCallbackUrl(context, read.text('Callback URL', options.callbackUrl), itemIndex),
    fileHeaders: readHeaders(options.fileHeaders?.header ?? [], read),
    format: options.format === 'same' ? undefined : options.format,
    idempotencyKey: read.text('Idempotency Key', options.idempotencyKey) || undefined,
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
    waitLimitMinutes: context.getNodeParameter('waitLimitMinutes', itemIndex, 60),
  };
  return { rowsWiderThanHeader: 'keep', ...options, ...outside };
}

function readRules(options: Options, mode: CampaignSettings['mode'], read: Reader): ContactRules {
  const { campaignType, columnMatching } = options;
  return {
    columns: readColumns(options.columns ?? {}, read),
    ...(columnMatching === undefined ? {} : { columnMatching }),
    ...(campaignType === undefined || campaignType === 'any' ? {} : { campaignType }),
    agentIds: read.list('Agent IDs', options.agentIds),
    skills: read.list('Skills', options.skills),
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
}

function readWaitLimit(
  context: IExecuteFunctions,
  { waitLimitMinutes: value = 60 }: Options,
  itemIndex: number,
): number {
  const entry = { label: 'Time Limit (Minutes)', value, itemIndex };
  return readNumberEntry(context, entry, LONGEST_WAIT_MINUTES);
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

function readCallbackUrl(context: IExecuteFunctions, url: string, itemIndex: number): string {
  if (url === '') return NOBODY_LISTENS_URL;
  if (/^https?:\/\/\S+$/i.test(url)) return url;
  throw new NodeOperationError(context.getNode(), 'The callback URL is not a valid http or https URL', {
    description: 'Paste the production URL of an Ozonetel Trigger, or leave Callback URL out.',
    itemIndex,
  });
}

function readColumns(columns: RenamedColumns, read: Reader): Record<string, string> {
  const named = (columns.column ?? []).filter(
    ({ source, target }) => !isEmptyBox(source) && !isEmptyBox(target),
  );
  // Spaces around the name of a column may be its own.
  const readName = (label: string, name: unknown): string =>
    typeof name === 'string' ? name : read.text(label, name);
  return Object.fromEntries(
    named.map(({ source, target }) => [readName(RENAMED_FROM, source), readName(RENAMED_TO, target)]),
  );
}

function readHeaders(headers: readonly Header[], read: Reader): Record<string, string> {
  const named = headers.filter(({ name }) => !isEmptyBox(name));
  return Object.fromEntries(
    named.map(({ name, value }) => [
      read.text('Name in File Request Headers', name),
      read.text('Value in File Request Headers', value),
    ]),
  );
}
