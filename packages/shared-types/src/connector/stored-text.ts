import { z } from 'zod';
import { isBlankText } from '../contact/visible-text';

/** Control characters (C0, DEL, C1) and the separators of lines and paragraphs; Postgres takes no NUL anyway. */
const CONTROL = /[\p{Cc}\u2028\u2029]/u;
const CONTROL_IN_TABLES = /(?![\t\n\r])[\p{Cc}\u2028\u2029]/u;

const MAX_NAME_LENGTH = 255;
const MAX_COLUMN_NAME_LENGTH = 1_000;

/** What is wrong with a text that would split a line of a header, a form or a log. */
export function controlFault(text: string): string | undefined {
  return CONTROL.test(text) ? 'must not contain control characters or line breaks: remove them' : undefined;
}

/** Text of at most so many characters. */
export function boundedText(maxLength: number): z.ZodString {
  return z.string().max(maxLength, {
    error: `must have at most ${maxLength} characters`,
    abort: true,
  });
}

/** Text on one line; it may be empty. */
export function lineSchema(maxLength: number): z.ZodString {
  return boundedText(maxLength).superRefine((text, context) => report(controlFault(text), context));
}

/** Text on one line that shows something, kept with the spaces around it. */
export function visibleLineSchema(maxLength: number): z.ZodString {
  return visibleLine(boundedText(maxLength));
}

/** A name of the user's, without the spaces around it. */
export const nameSchema = visibleLine(boundedText(MAX_NAME_LENGTH).trim());

function visibleLine(text: z.ZodString): z.ZodString {
  return notEmpty(text).superRefine((line, context) =>
    report(isBlankText(line) ? 'must not be blank' : controlFault(line), context),
  );
}

/** An agent or a skill. */
export const listedNameSchema = lineSchema(MAX_NAME_LENGTH);

/** A column as it is written for Ozonetel. */
export const columnTargetSchema = notEmpty(lineSchema(MAX_COLUMN_NAME_LENGTH));

/** A column as a contact file may have it: the cells of a spreadsheet hold tabs and line breaks. */
export const columnSourceSchema = boundedText(MAX_COLUMN_NAME_LENGTH).superRefine((name, context) =>
  report(sourceFault(name), context),
);

/** What is wrong with the name of a column of inline contacts. */
export function contactColumnFault(name: string): string | undefined {
  if (name === '') return 'A column name must not be empty.';
  if (name.length > MAX_COLUMN_NAME_LENGTH)
    return `A column name must have at most ${MAX_COLUMN_NAME_LENGTH} characters.`;
  return sourceFault(name);
}

function sourceFault(name: string): string | undefined {
  return CONTROL_IN_TABLES.test(name)
    ? 'A column name must not contain control characters: remove them.'
    : undefined;
}

function notEmpty(text: z.ZodString): z.ZodString {
  return text.min(1, { error: 'must not be empty', abort: true });
}

function report(message: string | undefined, context: z.RefinementCtx): void {
  if (message !== undefined) context.addIssue({ code: 'custom', message });
}
