/** A file as it goes to Ozonetel or to the connector. */
export interface ContactFile {
  readonly name: string;
  readonly content: string | Buffer;
}
