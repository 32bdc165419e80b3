import { createHash } from 'node:crypto';
import { MAX_COLUMNS, MAX_NAME_CHARACTERS, MAX_RECORDS } from '@ozonetel-bulk-upload/shared-types';
import type { CampaignConfig } from '../config/simulator-config';
import { CALLBACK_TEXTS } from '../vendor-texts';
import type { ContactRecord } from './read-records';

/** One contact as it was loaded: header → cell. */
export type Contact = Readonly<Record<string, string>>;

/** What was found in a contact file. `refusal` is the vendor's text; without one all contacts are good. */
export interface Findings {
  readonly refusal?: string;
  /** Records under the header; one more than allowed where there were too many to go on reading. */
  readonly rows: number;
  /** SHA-256 over header and records, whatever the format they came in. */
  readonly contactsSha256: string;
  /** The first contacts, at most as many as requested. */
  readonly contacts: readonly Contact[];
}

/** The page's expression, letter by letter: where it finds something in a cell, the cell is not valid. */
const INVALID_PHONE_CHARACTER = new RegExp(String.raw`[\W&&[^ \(\)\[\]\.\+\-,]]`, 'v');

/**
 * Checks the records of a contact file against the rules of the vendor's page; the first rule that is broken,
 * in the order of the page, is the refusal, but for the data limit, which ends the reading. Row 1 is the first
 * record under the header.
 */
export async function validateRecords(
  records: AsyncIterable<ContactRecord>,
  campaign: CampaignConfig,
  keptContacts: number,
): Promise<Findings> {
  const digest = createHash('sha256');
  const contacts: Contact[] = [];
  let rules: RowRules | undefined;
  let rows = 0;
  for await (const record of records) {
    digest.update(`${JSON.stringify(record)}\n`);
    if (rules === undefined) {
      rules = new RowRules(record, campaign);
      continue;
    }
    rows += 1;
    if (rows > MAX_RECORDS) break;
    rules.check(record, rows);
    if (contacts.length < keptContacts) contacts.push(rules.contactOf(record));
  }
  const refusal = refusalOf(rules, rows);
  return {
    ...(refusal === undefined ? {} : { refusal }),
    rows,
    contactsSha256: digest.digest('hex'),
    contacts: refusal === undefined ? contacts : [],
  };
}

function refusalOf(rules: RowRules | undefined, rows: number): string | undefined {
  if (rules === undefined) return CALLBACK_TEXTS.fileEmpty;
  if (rules.headerRefusal !== undefined) return rules.headerRefusal;
  if (rows === 0) return CALLBACK_TEXTS.fileEmpty;
  if (rows > MAX_RECORDS) return CALLBACK_TEXTS.dataLimitExceeded;
  return rules.rowRefusal;
}

class RowRules {
  readonly #header: ContactRecord;
  readonly #campaign: CampaignConfig;
  readonly #phoneNumber: number;
  readonly #agentId: number;
  readonly #skill: number;
  readonly #name: number;
  readonly #faulty = {
    phoneNumber: [] as number[],
    agentId: [] as number[],
    skill: [] as number[],
    width: [] as number[],
    name: [] as number[],
  };

  constructor(header: ContactRecord, campaign: CampaignConfig) {
    this.#header = header;
    this.#campaign = campaign;
    this.#phoneNumber = header.indexOf('PhoneNumber');
    this.#agentId = header.indexOf('AgentId');
    this.#skill = header.indexOf('Skill');
    this.#name = header.indexOf('Name');
  }

  get headerRefusal(): string | undefined {
    const { type } = this.#campaign;
    if (this.#phoneNumber === -1) return CALLBACK_TEXTS.phoneNumberColumnMissing;
    if (type === 'agentwise' && this.#agentId === -1) return CALLBACK_TEXTS.agentIdColumnMissing;
    if (type === 'skillwise' && this.#skill === -1) return CALLBACK_TEXTS.skillColumnMissing;
    return undefined;
  }

  check(record: ContactRecord, row: number): void {
    const { type, agentIds, skills } = this.#campaign;
    const faulty = this.#faulty;
    if (INVALID_PHONE_CHARACTER.test(record[this.#phoneNumber] ?? '')) faulty.phoneNumber.push(row);
    if (type === 'agentwise' && !isKnown(record[this.#agentId], agentIds)) faulty.agentId.push(row);
    if (type === 'skillwise' && !isKnown(record[this.#skill], skills)) faulty.skill.push(row);
    if (Math.max(this.#header.length, record.length) > MAX_COLUMNS) faulty.width.push(row);
    if ((record[this.#name] ?? '').length > MAX_NAME_CHARACTERS) faulty.name.push(row);
  }

  get rowRefusal(): string | undefined {
    const { name: campaign } = this.#campaign;
    const { phoneNumber, agentId, skill, width, name } = this.#faulty;
    if (phoneNumber.length > 0) return CALLBACK_TEXTS.invalidPhoneNumbers(phoneNumber, campaign);
    if (agentId.length > 0) return CALLBACK_TEXTS.invalidAgentIds(agentId, campaign);
    if (skill.length > 0) return CALLBACK_TEXTS.invalidSkillNames(skill, campaign);
    if (width.length > 0) return CALLBACK_TEXTS.tooManyColumns(width, campaign);
    if (name.length > 0) return CALLBACK_TEXTS.namesTooLong(name);
    return undefined;
  }

  contactOf(record: ContactRecord): Contact {
    return Object.fromEntries(this.#header.map((header, index) => [header, record[index] ?? '']));
  }
}

function isKnown(cell: string | undefined, known: readonly string[]): boolean {
  if (cell === undefined || cell.trim() === '') return false;
  return known.length === 0 || known.includes(cell);
}
