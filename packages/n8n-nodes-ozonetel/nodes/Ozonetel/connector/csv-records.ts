import { CsvScanner } from '@ozonetel-bulk-upload/shared-types';
import { NodeOperationError } from 'n8n-workflow';
import type { NodeContext } from '../../shared/node-context';

/** The largest file of contacts, with a reason for each row. */
const MOST_BYTES = 128 * 1024 * 1024;

/**
 * The records of a CSV file of the connector as it arrives: what is in memory beside them is a part of it.
 * @param name of the file, for an error
 * @throws NodeOperationError if it is too large to become items
 */
export async function* readRecords(
  context: NodeContext,
  body: AsyncIterable<Buffer>,
  name: string,
): AsyncGenerator<string[]> {
  const scanner = new CsvScanner(',');
  let rest: Buffer = Buffer.alloc(0);
  let received = 0;
  const scan = function* (isLast: boolean): Generator<string[]> {
    const taken = scanner.scan(rest, rest.length, isLast);
    for (let index = 0; index < scanner.length; index += 1) {
      const row = scanner.at(index);
      yield Array.from({ length: row.width }, (_, column) => row.text(column));
    }
    rest = rest.subarray(taken);
  };
  for await (const chunk of body) {
    received += chunk.length;
    if (received > MOST_BYTES) throw tooLarge(context, name);
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    yield* scan(false);
  }
  yield* scan(true);
}

function tooLarge(context: NodeContext, name: string): NodeOperationError {
  return new NodeOperationError(context.getNode(), 'The list of contacts is too large', {
    description: `It has more than ${MOST_BYTES / 1024 / 1024} MB. Download ${name} from the connector.`,
  });
}
