import { CompiledQuery } from 'kysely';

/** There are as many as names and numbers of rows. */
const MAX_TEXTS = 2_000;

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
   * @throws Error if the compiled statement has others, or in another order
   */
  with<Row>(
    name: string,
    compile: () => { readonly sql: string; readonly parameters: readonly unknown[] },
    parameters: readonly unknown[],
  ): CompiledQuery<Row> {
    let text = this.#texts.get(name);
    if (text === undefined) {
      const compiled = compile();
      if (!areSame(compiled.parameters, parameters))
        throw new Error(`the parameters of the statement "${name}" are not those of its text`);
      text = compiled.sql;
      if (this.#texts.size >= MAX_TEXTS) this.#texts.clear();
      this.#texts.set(name, text);
    }
    return CompiledQuery.raw(text, [...parameters]);
  }
}

/** By identity: lists that a native module returns have prototypes of another realm where a test runs in one of its own. */
function areSame(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.length === others.length && some.every((value, place) => Object.is(value, others[place]));
}
