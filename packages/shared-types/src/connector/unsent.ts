/** Why there are no unsent rows of an upload, in the one case where nothing is amiss. */
export const EVERY_ROW_IS_IN = 'Every row that could be sent was sent and loaded.';
