/** Headers that the vendor's page names, spelled as it spells them. Without zod, for the bundle of the n8n nodes. */
export const KNOWN_HEADERS = ['PhoneNumber', 'Name', 'AgentId', 'Skill'] as const;
export type KnownHeader = (typeof KNOWN_HEADERS)[number];
