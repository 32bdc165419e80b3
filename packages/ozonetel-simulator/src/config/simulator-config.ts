import { REQUEST_INTERVAL_MS } from '@ozonetel-bulk-upload/shared-types';
import { z } from 'zod';
import { faultRuleSchema } from '../fault/fault';

export const accountSchema = z.strictObject({
  username: z.string().min(1),
  apiKey: z.string().min(1),
});
export type Account = z.infer<typeof accountSchema>;

export const campaignSchema = z.strictObject({
  name: z.string().min(1),
  /** The account that owns it. */
  username: z.string().min(1),
  type: z.enum(['plain', 'agentwise', 'skillwise']).default('plain'),
  /** Where it stands when the simulator starts. */
  position: z.enum(['running', 'stopped']).default('stopped'),
  /** AgentIds that an agentwise campaign knows; none: any that is not blank. */
  agentIds: z.array(z.string().min(1)).default([]),
  /** Skill names that a skillwise campaign knows; none: any that is not blank. */
  skills: z.array(z.string().min(1)).default([]),
});
export type CampaignConfig = z.infer<typeof campaignSchema>;

/** The simulator's configuration; every key but `accounts` and `campaigns` has a default. */
export const simulatorConfigSchema = z
  .strictObject({
    accounts: z.array(accountSchema).min(1),
    campaigns: z.array(campaignSchema),
    /** Milliseconds between two requests of one user; 0 for no limit. */
    intervalMs: z.int().min(0).default(REQUEST_INTERVAL_MS),
    /** Milliseconds from the reply to the end of processing. */
    processingMs: z.int().min(0).default(50),
    /** What carries the file-validation messages: the page leaves it open. */
    validationChannel: z.enum(['callback', 'reply']).default('callback'),
    /** HTTP status of replies whose status is `error`: the page leaves it open. */
    errorHttpStatus: z.int().min(200).max(599).default(200),
    /** Bytes of a contact file that are taken in. */
    maxFileBytes: z
      .int()
      .min(1)
      .default(64 * 1024 * 1024),
    /** Contacts that a campaign shows; all are counted. */
    keptContacts: z.int().min(0).default(10_000),
    /** Requests that the log keeps; the oldest are forgotten first. */
    keptUploads: z.int().min(1).default(10_000),
    /** Seed of the random generator for faults with a `probability`. */
    seed: z.int().default(1),
    faults: z.array(faultRuleSchema).default([]),
  })
  .superRefine(({ accounts, campaigns, faults }, context) => {
    const fault = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    const usernames = new Set<string>();
    const campaignKeys = new Set<string>();
    accounts.forEach(({ username }, index) => {
      if (usernames.has(username)) fault(['accounts', index, 'username'], 'is there twice');
      usernames.add(username);
    });
    campaigns.forEach(({ username, name, type, agentIds, skills }, index) => {
      const key = JSON.stringify([username, name]);
      if (campaignKeys.has(key)) fault(['campaigns', index, 'name'], 'is there twice for this account');
      campaignKeys.add(key);
      if (!usernames.has(username)) fault(['campaigns', index, 'username'], 'is not in the list of accounts');
      if (agentIds.length > 0 && type !== 'agentwise') {
        fault(['campaigns', index, 'agentIds'], 'are for campaigns of the type agentwise');
      }
      if (skills.length > 0 && type !== 'skillwise') {
        fault(['campaigns', index, 'skills'], 'are for campaigns of the type skillwise');
      }
    });
    faults.forEach(({ username, campaignName }, index) => {
      if (username !== undefined && !usernames.has(username)) {
        fault(['faults', index, 'username'], 'is not in the list of accounts');
      }
      if (campaignName !== undefined && !campaigns.some(({ name }) => name === campaignName)) {
        fault(['faults', index, 'campaignName'], 'is not in the list of campaigns');
      }
    });
  });

export type SimulatorConfig = z.infer<typeof simulatorConfigSchema>;
/** What a user writes: defaults left out. */
export type SimulatorConfigInput = z.input<typeof simulatorConfigSchema>;

/** An invalid configuration, with each of its faults. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly faults: readonly string[]) {
    super(`The simulator's configuration has faults:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
}

/** @throws ConfigError with every fault and its path */
export function parseConfig(input: unknown): SimulatorConfig {
  const parsed = simulatorConfigSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`),
  );
}
