/** Headers that Ozonetel knows, in the words of the console. */
export const KNOWN_COLUMNS = [
  { value: 'PhoneNumber', label: 'Phone number' },
  { value: 'Name', label: 'Name' },
  { value: 'AgentId', label: 'Agent' },
  { value: 'Skill', label: 'Skill' },
] as const;

/** How a header for Ozonetel is called in the console. */
export function columnLabel(target: string): string {
  return KNOWN_COLUMNS.find(({ value }) => value === target)?.label ?? target;
}
