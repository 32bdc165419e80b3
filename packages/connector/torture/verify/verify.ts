import type { Books } from '../books';
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
export function findBrokenPromises(books: Books): string[] {
  return [
    ...findLostUploads(books),
    ...findStuckUploads(books),
    ...findDoubledFiles(books),
    ...findResentFragments(books),
    ...findDoubledStops(books),
    ...findTooCloseSends(books),
    ...findOpenTogether(books),
    ...findLateSends(books),
    ...findWrongFaults(books),
    ...findWrongOutcomes(books),
    ...findForgottenCallbacks(books),
    ...findLostEvents(books),
    ...findContradictions(books),
    ...findForkedEvents(books),
    ...findWrongDeliveries(books),
    ...books.unwantedEnds,
  ];
}
