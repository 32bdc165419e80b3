import type { FieldType, ILoadOptionsFunctions, ResourceMapperFields } from 'n8n-workflow';
import { COLUMN_LABELS } from '../../shared/labels';

interface Column {
  readonly id: string;
  readonly displayName: string;
  readonly type: FieldType;
}

/** Columns that Ozonetel documents; those of its own a campaign has besides go under Custom Columns. */
const COLUMNS: readonly Column[] = [
  { id: 'PhoneNumber', displayName: COLUMN_LABELS.PhoneNumber, type: 'string' },
  { id: 'Name', displayName: COLUMN_LABELS.Name, type: 'string' },
  { id: 'AgentId', displayName: COLUMN_LABELS.AgentId, type: 'string' },
  { id: 'Skill', displayName: COLUMN_LABELS.Skill, type: 'string' },
  { id: 'Priority', displayName: 'Priority (1 to 99)', type: 'number' },
  { id: 'ExpiryDate', displayName: 'Expiry (YYYY-MM-DD)', type: 'string' },
];

/** The columns to map contacts to, for n8n's resource mapper. */
export async function getContactColumns(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
  return Promise.resolve({
    fields: COLUMNS.map((column) => ({
      ...column,
      required: column.id === 'PhoneNumber',
      defaultMatch: false,
      canBeUsedToMatch: false,
      display: true,
    })),
  });
}
