/** Where the connector serves the console. */
export const BASE = '/console';
