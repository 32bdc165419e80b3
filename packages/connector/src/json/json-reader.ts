import { TokenParser, TokenParserError, Tokenizer, TokenizerError, TokenType } from '@streamparser/json';
import { errorCode } from '../observe/error-code';

/** Levels of nesting that a document may have; a request has three. */
const MAX_DEPTH = 16;
/** Values that one element of the list, or all that is outside it, may hold: an upload may have 10,000 corrections. */
const MAX_VALUES = 60_000;
/** Of one text or name: what is done to a text is done at once, and 15 MB of it take seconds. Salesforce's longest has 131,072. */
const MAX_CHARACTERS = 256 * 1024;
const UNREADABLE = 'The body is not JSON that can be read.';
const NOT_UTF_8 = 'The body has bytes that are not UTF-8: send JSON in UTF-8 (RFC 8259).';
/** Of a string or number that is being read: most documents are small, and each has both buffers. */
const BUFFER_BYTES = 4 * 1024;

/** A document that is not JSON, or is nested or strewn beyond the bounds; the message is a sentence for the caller. */
export class JsonError extends Error {
  override readonly name = 'JsonError';
}

export interface JsonList {
  /** Where the list is whose elements are handed over one by one: a member of the document, or all of it. */
  readonly path: '$' | `$.${string}`;
  /** Called when a list begins again: the last one of several members of a name counts, as in JSON.parse. */
  readonly begin: () => void;
  readonly add: (element: unknown) => void;
}

/**
 * Parses JSON piece by piece, so that neither time nor memory at once depends on its size. The elements of one list
 * are handed over as they come and not kept.
 */
export class JsonReader {
  readonly #tokenizer = new Tokenizer({ stringBufferSize: BUFFER_BYTES, numberBufferSize: BUFFER_BYTES });
  readonly #parser: TokenParser;
  readonly #listDepth: number;
  #depth = 0;
  #values = 0;
  #document: unknown;
  #elements: unknown;
  #isEmpty = true;

  constructor(list?: JsonList) {
    this.#listDepth = list === undefined ? -1 : list.path.split('.').length;
    this.#parser = new TokenParser({
      paths: list === undefined ? ['$'] : ['$', list.path, `${list.path}.*`],
    });
    this.#parser.onValue = ({ value, parent, stack }) => {
      if (list !== undefined && stack.length === this.#listDepth) {
        if (Array.isArray(parent)) this.#takeElement(list, parent);
        return;
      }
      if (stack.length === 0) this.#document = value;
      // A list without elements begins here.
      if (list !== undefined && Array.isArray(value) && value !== this.#elements) list.begin();
    };
    this.#tokenizer.onToken = (token) => {
      this.#count(token.token);
      if (typeof token.value === 'string' && token.value.length > MAX_CHARACTERS)
        throw new JsonError(`The JSON has a text of more than ${MAX_CHARACTERS} characters: shorten it.`);
      this.#parser.write(token);
    };
  }

  /** @throws JsonError */
  write(bytes: Uint8Array): void {
    this.#isEmpty &&= bytes.length === 0;
    try {
      this.#tokenizer.write(bytes);
    } catch (error) {
      throw toJsonError(error);
    }
  }

  /** @returns the document, its list left empty. @throws JsonError if it is not complete */
  end(): unknown {
    if (this.#isEmpty) throw new JsonError('The body is missing.');
    try {
      this.#tokenizer.end();
    } catch (error) {
      throw toJsonError(error);
    }
    if (!this.#parser.isEnded) throw new JsonError(UNREADABLE);
    return this.#document;
  }

  #takeElement(list: JsonList, elements: unknown[]): void {
    if (elements !== this.#elements) list.begin();
    this.#elements = elements;
    list.add(elements.pop());
    this.#values = 0;
  }

  #count(token: TokenType): void {
    if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) this.#depth += 1;
    else if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) this.#depth -= 1;
    else if (token === TokenType.COMMA) this.#values += 1;
    if (this.#depth > MAX_DEPTH) throw new JsonError(`The JSON is nested deeper than ${MAX_DEPTH} levels.`);
    if (this.#values > MAX_VALUES) {
      throw new JsonError(
        `The JSON has more than ${MAX_VALUES} values in one place: send contacts as a file.`,
      );
    }
  }
}

/** The parser's own messages quote the document. What a list throws is its own. */
function toJsonError(error: unknown): unknown {
  if (error instanceof TokenizerError || error instanceof TokenParserError) return new JsonError(UNREADABLE);
  // Thrown by the TextDecoder of the parser.
  return errorCode(error) === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? new JsonError(NOT_UTF_8) : error;
}
