import type { Schema } from '../../../api/call';
import { columnLabel } from './known-columns';

type Outcome = Schema<'CheckResult'>['outcome'];
type Counts = Schema<'CheckResult'>['counts'];

/**
 * Why contacts cannot be uploaded, in the words of the page where it has a control for it: the connector's message names
 * members of its API.
 * @param counts of the check; undefined if no row was read
 */
export function describeRefusal({ code, message, rows, columnFault }: Outcome, counts?: Counts): string {
  if (columnFault?.kind === 'missing') {
    const { column, candidates } = columnFault;
    const which = candidates.length > 1 ? `: ${candidates.join(' or ')}` : '';
    const instead =
      column === 'AgentId' || column === 'Skill' ? ', or choose under "Who calls" that any agent may' : '';
    return `No column is "${columnLabel(column)}". Choose under "3. Columns" which one it is${which}${instead}.`;
  }
  if (columnFault?.kind === 'doubled') {
    const { column, sources } = columnFault;
    if (new Set(sources).size < sources.length)
      return `More than one column is named "${sources[0] ?? column}". Give each a name of its own in your spreadsheet, or delete those that you do not need, and give the file again.`;
    return `More than one column is "${columnLabel(column)}": ${sources.join(', ')}. Choose something else for the others under "3. Columns".`;
  }
  if (code === 'file_empty') return `${message} ${fillFile(counts)}`;
  if (code === 'data_limit_exceeded')
    return 'There are more contacts than Ozonetel takes at once. Choose under "2. Contacts" to send them in parts, or divide the file.';
  if (code === 'too_many_columns' && rows === undefined)
    return `${message} Columns cannot be left out here: delete them in your spreadsheet, and give the file again.`;
  return message;
}

/** What to do with a file that gives no contact. */
function fillFile(counts: Counts): string {
  if (counts === undefined)
    return 'Check that this is the right file and that it was saved, and upload it again; or choose another.';
  if (counts.rows === 0)
    return 'Add the contacts below the header, save the file, and upload it again. If the first row is a contact, put a row with the names of the columns above it, or copy the cells and paste them here.';
  return 'Choose under "2. Contacts" that hidden rows are not left out, or show them in your spreadsheet and give the file again.';
}
