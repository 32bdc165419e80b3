/** Records in one request. Vendor's page: "50000 records are allowed to upload with a single request." */
export const MAX_RECORDS = 50_000;

/** Columns in one contact file. Vendor's page: "Columns more than 40" are refused. */
export const MAX_COLUMNS = 40;

/** Characters in a `Name` cell. Vendor's page: "Name column exceeds 100 character" is refused. */
export const MAX_NAME_CHARACTERS = 100;

/** Milliseconds between two requests of one user. Vendor's page: "Per user 1 request in a minute." */
export const REQUEST_INTERVAL_MS = 60_000;

/** Problems that an Upload shows; `rejected.csv` has all of them. */
export const SHOWN_PROBLEMS = 100;

/** Cells that one request can correct. */
export const MAX_CORRECTIONS = 10_000;

/** Rows that a check shows as they would be sent. */
export const PREVIEW_ROWS = 20;

/** Valid rows with something odd that a check shows. */
export const MAX_ODD_ROWS = 200;
