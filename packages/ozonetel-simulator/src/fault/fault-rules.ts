import { FAULT_STAGES, faultRuleSchema } from './fault';
import type { FaultName, FaultRule, FaultRuleInput, FaultStage } from './fault';
import { createRandom } from './random';

/** A rule as it stands: what is left of it, and how often it struck. */
export type StoredFaultRule = FaultRule & { readonly id: number; readonly struck: number };

/** Whom a request concerns, as far as it is known. */
export interface FaultTarget {
  readonly username?: string | undefined;
  readonly campaignName?: string | undefined;
}

interface Entry {
  readonly id: number;
  readonly rule: FaultRule;
  readonly random: () => number;
  struck: number;
}

/** Faults that apply to one request at one stage, with their milliseconds where they have any. */
export type StruckFaults = ReadonlyMap<FaultName, number | undefined>;

/** The rules of faults that are not used up. */
export class FaultRules {
  readonly #seed: number;
  readonly #entries = new Map<number, Entry>();
  #lastId = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** @throws ZodError if the rule is not valid */
  add(input: FaultRuleInput): StoredFaultRule {
    const rule = faultRuleSchema.parse(input);
    this.#lastId += 1;
    const entry = { id: this.#lastId, rule, random: createRandom(this.#seed + this.#lastId), struck: 0 };
    this.#entries.set(entry.id, entry);
    return view(entry);
  }

  remove(id: number): boolean {
    return this.#entries.delete(id);
  }

  clear(): void {
    this.#entries.clear();
  }

  list(): StoredFaultRule[] {
    return Array.from(this.#entries.values(), view);
  }

  /** Selects the faults of a request at a stage, and uses up one of each. */
  draw(stage: FaultStage, target: FaultTarget): StruckFaults {
    const struck = new Map<FaultName, number | undefined>();
    for (const entry of this.#entries.values()) {
      const { fault, ms, times, probability } = entry.rule;
      if (FAULT_STAGES[fault] !== stage || !concerns(entry.rule, target) || struck.has(fault)) continue;
      if (entry.random() >= probability) continue;
      entry.struck += 1;
      if (entry.struck === times) this.#entries.delete(entry.id);
      struck.set(fault, ms);
    }
    return struck;
  }
}

function concerns({ username, campaignName }: FaultRule, target: FaultTarget): boolean {
  return (
    (username === undefined || username === target.username) &&
    (campaignName === undefined || campaignName === target.campaignName)
  );
}

function view({ id, rule, struck }: Entry): StoredFaultRule {
  return { id, ...rule, struck };
}
