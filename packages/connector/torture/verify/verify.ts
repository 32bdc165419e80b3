import type { Evidence } from '../evidence';
import { findContradictions, findForkedEvents, findLostEvents, findWrongDeliveries } from './events';
import {
  findDoubledFiles,
  findDoubledStops,
  findLateSends,
  findOpenTogether,
  findResentFragments,
  findTooCloseSends,
} from './sends';
import {
  findForgottenCallbacks,
  findLostUploads,
  findStuckUploads,
  findWrongFaults,
  findWrongOutcomes,
} from './uploads';

/** Every broken promise, one sentence each; none: all were kept. */
export function findBrokenPromises(evidence: Evidence): string[] {
  return [
    ...findLostUploads(evidence),
    ...findStuckUploads(evidence),
    ...findDoubledFiles(evidence),
    ...findResentFragments(evidence),
    ...findDoubledStops(evidence),
    ...findTooCloseSends(evidence),
    ...findOpenTogether(evidence),
    ...findLateSends(evidence),
    ...findWrongFaults(evidence),
    ...findWrongOutcomes(evidence),
    ...findForgottenCallbacks(evidence),
    ...findLostEvents(evidence),
    ...findContradictions(evidence),
    ...findForkedEvents(evidence),
    ...findWrongDeliveries(evidence),
    ...evidence.unwantedEnds,
  ];
}
