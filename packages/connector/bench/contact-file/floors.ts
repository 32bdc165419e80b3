import { open } from 'node:fs/promises';
import { open as openZip, type Entry, type ZipFile } from 'yauzl';

const COMMA = 0x2c;

/** The least that reading a CSV file can cost: every byte is read and looked at once. */
export async function scanForCommas(path: string): Promise<number> {
  const file = await open(path);
  const buffer = Buffer.allocUnsafe(65_536);
  let commas = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length);
    if (bytesRead === 0) break;
    for (let at = 0; at < bytesRead; at += 1) if (buffer[at] === COMMA) commas += 1;
  }
  await file.close();
  return commas;
}

/** The least that reading an .xlsx can cost: every entry inflated by yauzl, the bytes thrown away. */
export function inflateOnly(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    openZip(path, { lazyEntries: true }, (error, zip) => {
      if (error !== null) {
        reject(error);
        return;
      }
      let bytes = 0;
      zip.on('entry', (entry: Entry) => {
        inflate(zip, entry)
          .then((inflated) => {
            bytes += inflated;
            zip.readEntry();
          })
          .catch(reject);
      });
      zip.on('end', () => {
        resolve(bytes);
      });
      zip.readEntry();
    });
  });
}

function inflate(zip: ZipFile, entry: Entry): Promise<number> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error !== null) {
        reject(error);
        return;
      }
      let bytes = 0;
      stream.on('data', (chunk: Buffer) => (bytes += chunk.length));
      stream.on('error', reject);
      stream.on('end', () => {
        resolve(bytes);
      });
    });
  });
}
