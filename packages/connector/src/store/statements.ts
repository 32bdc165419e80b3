import { CompiledQuery } from 'kysely';

/**
 * Statements that are compiled once. Kysely compiles anew each time it runs one, which for a statement of many
 * rows costs more than running it does.
 */
export class Statements {
  readonly #texts = new Map<string, string>();

  /**
   * @param name distinguishes statements whose SQL differs, such as those for other numbers of rows
   * @param compile called where the text is not known yet
   * @param parameters in the order of their places in the text
   */
  with<Row>(
    name: string,
    compile: () => { readonly sql: string },
    parameters: readonly unknown[],
  ): CompiledQuery<Row> {
    let text = this.#texts.get(name);
    if (text === undefined) {
      text = compile().sql;
      this.#texts.set(name, text);
    }
    return CompiledQuery.raw(text, [...parameters]);
  }
}
