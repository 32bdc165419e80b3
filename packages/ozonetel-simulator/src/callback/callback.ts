import { CALLBACK_TEXTS } from '../vendor-texts';

/** The members of a callback's body. */
export interface Callback {
  readonly status: 'success' | 'error';
  readonly message: string;
  readonly campaign?: string;
  readonly username?: string;
}

const NAMING_TEXTS: readonly string[] = [CALLBACK_TEXTS.uploaded, CALLBACK_TEXTS.uploadFailed];

/** The callback as the page prints it: only the two on the upload as a whole name campaign and user. */
export function createCallback(message: string, campaign: string, username: string): Callback {
  const status = message === CALLBACK_TEXTS.uploaded ? 'success' : 'error';
  return NAMING_TEXTS.includes(message) ? { status, message, campaign, username } : { status, message };
}
