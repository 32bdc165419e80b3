import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import { FORM_FIELDS, type UploadForm } from './upload-form';

/**
 * How the reading ended: the body is `whole`, `malformed` (whole, and no multipart form: what came before the
 * fault counts, the file does not), or the connection `broke` before it was.
 */
export type FormEnd = 'whole' | 'malformed' | 'broke';

const MAX_FIELD_BYTES = 64 * 1024;

/**
 * Reads the multipart body of an upload into `form`, field by field. A field that is given twice counts as it
 * came first. With or without Content-Length.
 * @param isCutAtFile asked when the part `file` begins, with the fields before it read: whether to read no more
 */
export function readForm(
  request: IncomingMessage,
  form: UploadForm,
  { maxFileBytes, isCutAtFile }: { maxFileBytes: number; isCutAtFile: () => boolean },
): Promise<FormEnd> {
  return new Promise((resolve) => {
    const busboy = openBusboy(request);
    let file: { stream: Readable; taken: Promise<void> } | undefined;
    let end: FormEnd | undefined;
    const finish = (how: FormEnd): void => {
      if (end !== undefined) return;
      end = how;
      if (how !== 'whole') file?.stream.destroy();
      void Promise.resolve(file?.taken).then(() => {
        if (how === 'malformed') delete form.file;
        resolve(how);
      });
    };
    request.once('close', () => {
      if (!request.readableEnded) finish('broke');
    });
    if (busboy === undefined) {
      request.resume().once('end', () => finish('malformed'));
      return;
    }
    busboy.on('field', (name, value) => takeField(form, name, value));
    busboy.on('file', (name, stream, fileName) => {
      stream.on('error', () => undefined);
      if (name !== 'file' || file !== undefined) {
        form.unknownFields.push(name);
        stream.resume();
        return;
      }
      file = { stream, taken: takeFile(form, fileName, stream, maxFileBytes) };
      if (isCutAtFile()) finish('broke');
    });
    busboy.once('finish', () => finish('whole'));
    busboy.on('error', () => {
      request.unpipe(busboy);
      if (request.readableEnded) finish('malformed');
      else request.resume().once('end', () => finish('malformed'));
    });
    request.pipe(busboy);
  });
}

function openBusboy(request: IncomingMessage): BusboyInstance | undefined {
  const contentType = request.headers['content-type'];
  if (contentType === undefined || !/^multipart\/form-data\s*;/i.test(contentType)) return undefined;
  const headers: BusboyHeaders = { ...request.headers, 'content-type': contentType };
  try {
    return new Busboy({ headers, limits: { fieldSize: MAX_FIELD_BYTES } });
  } catch {
    return undefined;
  }
}

function takeField(form: UploadForm, name: string, value: string): void {
  const field = FORM_FIELDS.find((known) => known === name);
  if (field === undefined) form.unknownFields.push(name);
  else form.fields[field] ??= value;
}

/** Puts the received bytes of the file into the form, also if its stream breaks off. */
function takeFile(form: UploadForm, name: string, stream: Readable, maxBytes: number): Promise<void> {
  const digest = createHash('sha256');
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve) => {
    stream.on('data', (chunk: Buffer) => {
      digest.update(chunk);
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
      else chunks.length = 0;
    });
    stream.once('close', () => {
      const isTooLarge = bytes > maxBytes;
      const content = Buffer.concat(chunks);
      form.file = { name, content, bytes, sha256: digest.digest('hex'), isTooLarge };
      resolve();
    });
  });
}
