import type { ContactFile } from '../direct/post-contact-file';
import type { PreparedContacts } from './prepare-contacts';

/** A file out of a binary field. The connector reads and checks it by itself. */
export function prepareFile(file: ContactFile): PreparedContacts {
  return { file, rejected: [] };
}
