import { writeWhole } from '../../src/store/write-whole';

/** A file on a disk that takes at most so many bytes with one write. */
function fileThatTakes(most: number, content: Buffer) {
  return {
    write: (bytes: Buffer, offset: number, length: number, position: number) => {
      const bytesWritten = bytes.copy(content, position, offset, offset + Math.min(length, most));
      return Promise.resolve({ bytesWritten, buffer: bytes });
    },
  };
}

it('bytes that a disk takes in parts are all written, each in its place', async () => {
  const content = Buffer.alloc(12, '.');
  await writeWhole(fileThatTakes(3, content) as never, Buffer.from('contacts'), 2);
  expect(content.toString()).toBe('..contacts..');
});

it('a disk that fails behind the first part fails the write', async () => {
  let writes = 0;
  const file = {
    write: () =>
      (writes += 1) === 1 ? Promise.resolve({ bytesWritten: 3 }) : Promise.reject(new Error('ENOSPC')),
  };
  await expect(writeWhole(file as never, Buffer.from('contacts'), 0)).rejects.toThrow('ENOSPC');
});
