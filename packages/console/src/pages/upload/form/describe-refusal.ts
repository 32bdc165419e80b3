import type { Schema } from '../../../api/call';
import { columnLabel } from './known-columns';

type Outcome = Schema<'CheckResult'>['outcome'];

/**
 * Why contacts cannot be uploaded, in the words of the page where it has a control for it: the connector's message names
 * members of its API.
 */
export function describeRefusal({ code, message, rows, columnFault }: Outcome): string {
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
  if (code === 'data_limit_exceeded')
    return 'There are more contacts than Ozonetel takes at once. Choose under "2. Contacts" to send them in parts, or divide the file.';
  if (code === 'too_many_columns' && rows === undefined)
    return `${message} Columns cannot be left out here: delete them in your spreadsheet, and give the file again.`;
  return message;
}
