import { ContactFileError } from '../../contact-file-error';
import { RollingBuffer } from '../rolling-buffer';
import type { Archive } from './archive';
import { createChunkSource } from '../chunk-source';
import { readXml } from './read-xml';
import { XML_EMPTY, XML_END, XML_OPEN, XmlCursor } from './xml-cursor';

/** An element by its local name and attributes. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/** Bytes that one tag or text may have in the small parts of a workbook. */
const MAX_TOKEN_BYTES = 1024 * 1024;

/** Elements that one part may bring, and bytes of their tags; styles of old workbooks have some 64,000. */
const MAX_ELEMENTS = 100_000;
const MAX_TAG_BYTES = 8 * 1024 * 1024;

/** Bytes that one part may have. */
const MAX_PART_BYTES = 32 * 1024 * 1024;

/** Reads the elements of some names out of a part of a workbook, in order; none if the part is missing. */
export async function readElements(
  archive: Archive,
  path: string,
  names: readonly string[],
): Promise<XmlElement[]> {
  const found: XmlElement[] = [];
  const source = createChunkSource(readXml(archive, path));
  const window = new RollingBuffer(source, MAX_TOKEN_BYTES);
  const cursor = new XmlCursor();
  try {
    let taken = 0;
    let bytes = 0;
    let tagBytes = 0;
    do {
      bytes += taken;
      if (bytes > MAX_PART_BYTES || !(await window.advance(taken))) throw tooLarge();
      cursor.reset(window.bytes, window.length);
      for (let token = cursor.next(); token !== XML_END; token = cursor.next()) {
        if (token !== XML_OPEN && token !== XML_EMPTY) continue;
        const name = cursor.localName();
        if (!names.includes(name)) continue;
        const pause = archive.pace();
        if (pause !== undefined) await pause;
        tagBytes += cursor.tagEnd - cursor.start;
        if (found.length === MAX_ELEMENTS || tagBytes > MAX_TAG_BYTES) throw tooLarge();
        found.push({ name, attributes: cursor.attributes() });
      }
      taken = cursor.position;
    } while (!window.isLast);
  } finally {
    await source.close();
  }
  return found;
}

function tooLarge(): ContactFileError {
  return new ContactFileError(
    'file_not_a_contact_file',
    'The workbook is not a contact file: a part of it is far too large. Save the contacts alone, or as CSV.',
  );
}
