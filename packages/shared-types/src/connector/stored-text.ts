import { z } from 'zod';
import { isBlankText } from '../contact/visible-text';

/** Control characters (C0, DEL, C1) and the separators of lines and paragraphs; Postgres takes no NUL anyway. */
const CONTROL = /[\p{Cc}\u2028\u2029]/u;
const CONTROL_IN_TABLES = /(?![\t\n\r])[\p{Cc}\u2028\u2029]/u;

const MAX_NAME_LENGTH = 255;
const MAX_COLUMN_NAME_LENGTH = 1_000;

/** Half of a character beyond the first 65,536: no encoding has it, and UTF-8 writes `U+FFFD` in its place. */
const LONE_SURROGATE = /\p{Cs}/u;

/** What is wrong with a text that would arrive as another one. */
export function encodingFault(text: string): string | undefined {
  return LONE_SURROGATE.test(text)
    ? 'must not contain half of a character (an unpaired surrogate): enter the text again'
    : undefined;
}

/** What is wrong with a text that would also split a line of a header, a form or a log. */
export function lineFault(text: string): string | undefined {
  if (CONTROL.test(text)) return 'must not contain control characters or line breaks: remove them';
  return encodingFault(text);
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
  return boundedText(maxLength).superRefine((text, context) => reportFault(lineFault(text), context));
}

/** Text on one line that shows something, kept with the spaces around it. */
export function visibleLineSchema(maxLength: number): z.ZodString {
  return visibleLine(boundedText(maxLength));
}

/** A name of the user's, without the spaces around it. */
export const nameSchema = visibleLine(boundedText(MAX_NAME_LENGTH).trim());

function visibleLine(text: z.ZodString): z.ZodString {
  return notEmpty(text).superRefine((line, context) =>
    reportFault(isBlankText(line) ? 'must not be blank' : lineFault(line), context),
  );
}

/** An agent or a skill. */
export const listedNameSchema = lineSchema(MAX_NAME_LENGTH);

/** A column as it is written for Ozonetel. */
export const columnTargetSchema = notEmpty(lineSchema(MAX_COLUMN_NAME_LENGTH));

/** A column as a contact file may have it: the cells of a spreadsheet hold tabs and line breaks. */
export const columnSourceSchema = boundedText(MAX_COLUMN_NAME_LENGTH).superRefine((name, context) =>
  reportFault(sourceFault(name), context),
);

/** What is wrong with the name of a column of inline contacts. */
export function contactColumnFault(name: string): string | undefined {
  if (name === '') return 'A column name must not be empty.';
  if (name.length > MAX_COLUMN_NAME_LENGTH)
    return `A column name must have at most ${MAX_COLUMN_NAME_LENGTH} characters.`;
  return sourceFault(name);
}

function sourceFault(name: string): string | undefined {
  if (LONE_SURROGATE.test(name))
    return 'A column name must not contain half of a character (an unpaired surrogate): enter it again.';
  return CONTROL_IN_TABLES.test(name)
    ? 'A column name must not contain control characters: remove them.'
    : undefined;
}

function notEmpty(text: z.ZodString): z.ZodString {
  return text.min(1, { error: 'must not be empty', abort: true });
}

/** Adds a fault, if there is one, to those of a schema. */
export function reportFault(message: string | undefined, context: z.RefinementCtx): void {
  if (message !== undefined) context.addIssue({ code: 'custom', message });
}
