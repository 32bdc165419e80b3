import { z } from 'zod';

/**
 * Everything that can go wrong on demand, and when in a request's trip it is decided. A rule is used up
 * when its moment comes, so one for a callback is not spent on a request that never gets one.
 */
export const FAULT_STAGES = {
  'connection-cut-mid-request': 'receive',
  'limit-exhausted': 'limit',
  'reply-late': 'reply',
  'reply-500': 'reply',
  'reply-500-json': 'reply',
  'reply-html': 'reply',
  'reply-empty': 'reply',
  'reply-never': 'reply',
  'connection-cut-after-request': 'reply',
  'upload-failed': 'callback',
  'callback-dropped': 'callback',
  'callback-doubled': 'callback',
  'callback-late': 'callback',
  'callback-before-reply': 'callback',
  'callback-form': 'callback',
  'callback-data-field': 'callback',
  'callback-multipart': 'callback',
  'callback-not-json': 'callback',
  'callback-plain-text': 'callback',
  'callback-without-content-type': 'callback',
} as const;

export type FaultName = keyof typeof FAULT_STAGES;
export type FaultStage = (typeof FAULT_STAGES)[FaultName];

const FAULT_NAMES = Object.keys(FAULT_STAGES) as [FaultName, ...FaultName[]];
const LATE_FAULTS: readonly FaultName[] = ['reply-late', 'callback-late'];

/** Which fault, for whom, how often. */
export const faultRuleSchema = z
  .strictObject({
    fault: z.enum(FAULT_NAMES),
    /** Left out: every account. */
    username: z.string().min(1).optional(),
    /** Left out: every campaign. */
    campaignName: z.string().min(1).optional(),
    /** How many times; left out: every time. */
    times: z.int().min(1).optional(),
    /** Chance that a request that matches is hit, drawn from the configuration's `seed`. */
    probability: z.number().gt(0).lte(1).default(1),
    /** Milliseconds, for the late ones. */
    ms: z.int().min(0).optional(),
  })
  .refine(({ fault, ms }) => LATE_FAULTS.includes(fault) === (ms !== undefined), {
    path: ['ms'],
    error: `must be given with ${LATE_FAULTS.join(' and ')}, and with nothing else`,
  });

export type FaultRule = z.infer<typeof faultRuleSchema>;
export type FaultRuleInput = z.input<typeof faultRuleSchema>;
