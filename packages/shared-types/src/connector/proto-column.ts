import type { FieldError } from './problem';
import { columnTargetSchema } from './stored-text';
import type { UploadRequest } from './upload-request';

/** The one name of a column that zod leaves out of a record, because to assign it would change the prototype. */
const PROTO = '__proto__';

/** A request that names columns, and may hold contacts. */
export type ContactRequest = Pick<UploadRequest, 'columns' | 'contacts'>;

/**
 * Puts the column `__proto__` of a parsed request back where the body has it, as a member like any other.
 * @returns what is wrong with its values
 */
export function restoreProtoColumn(body: unknown, request: ContactRequest): FieldError[] {
  if (typeof body !== 'object' || body === null) return [];
  const { columns, contacts } = body as { readonly columns?: unknown; readonly contacts?: unknown };
  return [
    ...restore(columns, request.columns, { path: 'columns', isValid: isTarget, expected: 'a column name' }),
    ...(request.contacts ?? []).flatMap((contact, index) =>
      restore(Array.isArray(contacts) ? contacts[index] : undefined, contact, {
        path: `contacts.${index}`,
        isValid: isCell,
        expected: 'a text, a number, a boolean or null',
      }),
    ),
  ];
}

interface Member {
  readonly path: string;
  readonly isValid: (value: unknown) => boolean;
  readonly expected: string;
}

function restore(source: unknown, target: object, { path, isValid, expected }: Member): FieldError[] {
  if (typeof source !== 'object' || source === null || !Object.hasOwn(source, PROTO)) return [];
  const { value } = Object.getOwnPropertyDescriptor(source, PROTO) as { value?: unknown };
  if (!isValid(value)) return [{ path: `${path}.${PROTO}`, message: `must be ${expected}` }];
  Object.defineProperty(target, PROTO, { value, enumerable: true, configurable: true, writable: true });
  return [];
}

function isTarget(value: unknown): boolean {
  return columnTargetSchema.safeParse(value).success;
}

function isCell(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
