import { join } from 'node:path';
import { fuzzReaders } from './fuzz/fuzz-readers';

/** `npm run fuzz` goes on from seeds that nobody has tried; this one shows that it finds its way everywhere. */
it('both readers end in a verdict on files that were tampered with', async () => {
  const verdicts = await fuzzReaders({
    seed: 20_261_124,
    goesOn: (runs) => runs < 600,
    corpus: join(__dirname, 'corpus'),
  });
  expect(verdicts).toMatchObject({
    accepted: expect.any(Number),
    file_not_a_contact_file: expect.any(Number),
    phone_number_column_missing: expect.any(Number),
  });
});
