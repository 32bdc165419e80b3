import type { VendorCode } from './codes';
import { parseAnswerBody } from './parse-answer-body';
import { foldMessage, VENDOR_MESSAGES } from './vendor-messages';

/** Our reading of what the vendor said, in a reply or in a callback. */
export interface Answer {
  /** `success` only where the vendor says exactly that; `missing` where no status could be read. */
  readonly status: 'success' | 'error' | 'missing';
  readonly code: VendorCode;
  /** The vendor's text, verbatim; the beginning of the raw body where no status could be read. */
  readonly message: string;
  /** Row numbers out of the text, as the vendor counts them. */
  readonly rows?: readonly number[];
  /** The campaign the answer names, in a field or in its text. */
  readonly campaign?: string;
  readonly username?: string;
}

/** Characters of a body without a status that are kept as its message. */
const BODY_KEPT_CHARACTERS = 2000;

/**
 * Reads a raw reply or callback body. HTTP status and content type play no part: the vendor documents
 * neither (field notes, 2 and 7). Never throws.
 */
export function readAnswer(body: string): Answer {
  const fields = parseAnswerBody(body);
  const message = fields?.message ?? body.trim().slice(0, BODY_KEPT_CHARACTERS);
  const folded = foldMessage(message);
  const code = VENDOR_MESSAGES.find(({ pattern }) => pattern.test(folded))?.code ?? 'unrecognised';
  const rows = readRows(message);
  const campaign = fields?.campaign ?? readCampaign(message);
  return {
    status: fields === undefined ? 'missing' : readStatus(fields.status),
    code,
    message,
    ...(rows === undefined ? {} : { rows }),
    ...(campaign === undefined ? {} : { campaign }),
    ...(fields?.username === undefined ? {} : { username: fields.username }),
  };
}

function readStatus(status: string): 'success' | 'error' {
  return status.trim().toLowerCase() === 'success' ? 'success' : 'error';
}

function readRows(message: string): number[] | undefined {
  const list = /(?:rows?\s*|:\s*)\[([^\]]*)\]/i.exec(message)?.[1];
  const rows = list
    ?.split(',')
    .map((entry) => entry.trim())
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number);
  return rows !== undefined && rows.length > 0 ? rows : undefined;
}

function readCampaign(message: string): string | undefined {
  return /\]\s*for\s+camp(?:aign|ain)\s+(\S[\s\S]*?)\s*$/i.exec(message)?.[1];
}
