import { createId } from '../../crypto/ids';
import { createChunkFiles } from './chunk-files';
import { createChunkedContent } from './chunked-content';
import { memoryContent, type Content } from './content';
import { createFileCipher, createFileKey } from './file-cipher';
import { ChunkDivider, type FileWriter } from './file-writer';

/** Begins a file that is only to be read again by this process: its key is in memory alone. */
export type CreateScratchFile = () => FileWriter;

/** @param folder private, emptied by its creator */
export function createScratchFiles(folder: string): CreateScratchFile {
  const chunks = createChunkFiles(folder, false);
  return () => {
    const id = createId('file');
    const cipher = createFileCipher(createFileKey(), id);
    const divider = new ChunkDivider(cipher, () => chunks.begin(id));
    return {
      write: (piece) => divider.write(piece),
      rewrite: (bytes, position) => divider.rewrite(bytes, position),
      async end() {
        const small = await divider.end();
        const { bytes } = divider;
        const open = async (): Promise<Content> => {
          if (small !== undefined) return memoryContent(small);
          const reader = await chunks.open(id);
          if (reader === undefined) throw new Error(`The file ${id} was removed before it was read.`);
          return createChunkedContent({ id, bytes }, reader, cipher);
        };
        return { bytes, open, remove: () => chunks.remove(id) };
      },
      abort: () => divider.abort(),
    };
  };
}
