import type { FileWriter, NewFile } from '../../store/spool/file-writer';

/** What a check writes. */
type OutputKind = 'prepared' | 'rejected';

export type CreateFile<File extends NewFile> = (kind: OutputKind) => FileWriter<File>;

/** Runs `use`; if it fails, the files that it made or had begun are removed. */
export async function withNewFiles<File extends NewFile, T>(
  createFile: CreateFile<File>,
  use: (createFile: CreateFile<File>) => Promise<T>,
): Promise<T> {
  const discards = new Map<FileWriter<File>, () => Promise<void>>();
  const createNoted: CreateFile<File> = (kind) => {
    const writer = createFile(kind);
    discards.set(writer, () => writer.abort());
    return {
      ...writer,
      async end() {
        const file = await writer.end();
        discards.set(writer, () => file.remove());
        return file;
      },
    };
  };
  try {
    return await use(createNoted);
  } catch (error) {
    // If this fails, too, the sweep removes them.
    await Promise.allSettled([...discards.values()].map((discard) => discard()));
    throw error;
  }
}
