import { ContactFileError } from '../../contact-file-error';

/** @param what is wrong with the file, as the end of a sentence */
export function damagedWorkbook(what: string): ContactFileError {
  return new ContactFileError(
    'file_not_a_contact_file',
    `The .xlsx file is damaged: ${what}. Open it in a spreadsheet program and save it again.`,
  );
}
