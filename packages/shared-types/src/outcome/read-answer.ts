import { beginningOf } from '../contact/visible-text';
import { MAX_RECORDS } from '../limits';
import type { VendorCode } from './codes';
import { parseAnswerBody } from './parse-answer-body';
import { foldMessage, VENDOR_MESSAGES } from './vendor-messages';

/** Our reading of what the vendor said, in a reply or in a callback. */
export interface Answer {
  /** `success` only if the vendor says exactly that; `missing` where no status could be read. */
  readonly status: 'success' | 'error' | 'missing';
  readonly code: VendorCode;
  /** The vendor's text, verbatim; the beginning of the raw body where it holds no message. */
  readonly message: string;
  /** Row numbers out of the text, as the vendor counts them. */
  readonly rows?: readonly number[];
  /** The campaign the answer names, in a field or in its text. */
  readonly campaign?: string;
  readonly username?: string;
}

/** Characters of a body without a message that are kept as one. */
const BODY_KEPT_CHARACTERS = 2000;

/**
 * Reads a raw reply or callback body. HTTP status and content type play no part: the vendor documents
 * neither (docs/ozonetel-api.md, questions 2 and 7). Never throws.
 */
export function readAnswer(body: string): Answer {
  const fields = parseAnswerBody(body);
  const text = fields?.message ?? body.trim();
  const folded = foldMessage(text);
  const code = VENDOR_MESSAGES.find(({ pattern }) => pattern.test(folded))?.code ?? 'unrecognised';
  const isVerbatim = fields?.message !== undefined || code !== 'unrecognised';
  const rows = readRows(text);
  const campaign = fields?.campaign ?? readCampaign(text);
  return {
    status: readStatus(fields?.status),
    code,
    message: isVerbatim ? text : beginningOf(text, BODY_KEPT_CHARACTERS),
    ...(rows === undefined ? {} : { rows }),
    ...(campaign === undefined ? {} : { campaign }),
    ...(fields?.username === undefined ? {} : { username: fields.username }),
  };
}

function readStatus(status: string | undefined): Answer['status'] {
  if (status === undefined) return 'missing';
  return status.trim().toLowerCase() === 'success' ? 'success' : 'error';
}

function readRows(text: string): number[] | undefined {
  const list = /(?:\brows?\s*|:\s*)\[([^[\]]*)\]/i.exec(text)?.[1];
  const rows = list
    ?.split(',', MAX_RECORDS)
    .map((entry) => entry.trim())
    .filter((entry) => /^\d{1,9}$/.test(entry))
    .map(Number);
  return rows !== undefined && rows.length > 0 ? rows : undefined;
}

function readCampaign(text: string): string | undefined {
  return /\]\s*for\s+camp(?:aign|ain)\s+(\S[\s\S]*)$/i.exec(text.trim())?.[1];
}
