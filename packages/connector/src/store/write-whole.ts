import type { FileHandle } from 'node:fs/promises';

/**
 * Writes all bytes at a place of a file. One write may take a part of them and succeed (POSIX, `pwrite`), when the
 * disk is almost full: the next one then takes the rest, or fails.
 * @param position in bytes from the beginning of the file
 */
export async function writeWhole(
  file: Pick<FileHandle, 'write'>,
  bytes: Buffer,
  position: number,
): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    const rest = bytes.length - written;
    const { bytesWritten } = await file.write(bytes, written, rest, position + written);
    written += bytesWritten;
  }
}
