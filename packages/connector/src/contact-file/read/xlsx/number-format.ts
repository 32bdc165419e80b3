import { printNumber } from './cell-value';

/** A piece of a format code: what stands there literally, or the place of a digit or of the whole value. */
type Token =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'digit'; readonly padding: string }
  | { readonly kind: 'value' }
  | { readonly kind: 'text' };

interface Section {
  readonly tokens: readonly Token[];
  /** Of a condition such as `[<=9999999]`. */
  readonly isFor: ((value: number) => boolean) | undefined;
  /** Whether what stands there literally may be part of a phone number. */
  readonly hasPhoneLiterals: boolean;
  readonly isPhoneLike: boolean;
  /** Whether it shows thousands, decimals or a power of ten: of a phone number those are left out. */
  readonly isAmount: boolean;
}

/** Quoted, escaped, a space as wide as a character, filling, in brackets, and single characters. */
const PIECES = /"([^"]*)"?|\\(.?)|(_.?)|(\*.?)|\[([^\]]*)\]?|(general)|(e[+-])|([^])/giu;
const PADDING: Readonly<Record<string, string>> = { '0': '0', '#': '', '?': ' ' };
/** What shows another number: percent and fractions. */
const CHANGES_NUMBER = /^[%/]$/;
/** A smaller number, or one with decimals, that a format for amounts shows is one. */
const SMALLEST_PHONE_NUMBER = 1_000_000;
const PHONE_LITERALS = /^[\d ()[\].+\-_]*$/;
/** Spaces between groups, as the formats of many countries have them: the vendor takes plain ones alone. */
const UNBROKEN = /[\u00a0\u2007\u2009\u202f]/g;
const CONDITION = /^\s*(<=|>=|<>|<|>|=)\s*(-?[\d.]+)\s*$/;

/** More than the longest phone number needs: each cell is put together of all of them. */
const MAX_TOKENS = 64;

const COMPARISONS: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
  '=': (value, limit) => value === limit,
  '<>': (value, limit) => value !== limit,
};

/**
 * What a number format shows for a value, where its literal digits, signs or leading zeros may be part of a phone
 * number: `"+91 "0`, `00000`, `(000) 000-0000`. Undefined for a format of another kind: amounts and percentages are
 * printed as they are stored.
 */
export function createNumberFormat(code: string) {
  const sections = sectionsOf(code).map(sectionOf);
  // A section with `@` is for texts: without another, numbers are shown as they are stored.
  const forNumbers = sections.slice(0, 3).filter((section) => section === undefined || !isForTexts(section));
  const numbers = forNumbers.filter((section) => section !== undefined);
  const textSection = textSectionOf(sections);
  if (!numbers.some(({ isPhoneLike }) => isPhoneLike) && textSection === undefined) return undefined;
  return {
    kind: 'number' as const,
    number: (value: number) =>
      Number.isFinite(value) && numbers.length > 0 && numbers.length === forNumbers.length
        ? shownNumber(value, numbers)
        : undefined,
    text: (value: string) =>
      textSection === undefined || value === ''
        ? undefined
        : textSection.tokens.map((token) => (token.kind === 'literal' ? token.text : value)).join(''),
  };
}

function sectionsOf(code: string): string[] {
  const sections = [''];
  for (const [piece] of code.matchAll(PIECES)) {
    if (piece === ';') sections.push('');
    else sections.push((sections.pop() ?? '') + piece);
  }
  return sections;
}

/** Undefined where the section does more than place digits among literals, or has more than a phone number needs. */
function sectionOf(code: string): Section | undefined {
  const tokens: Token[] = [];
  let isFor: Section['isFor'];
  let isAmount = false;
  let isBehindPoint = false;
  /** A comma behind the last place divides by a thousand. */
  let mayDivide = false;
  for (const [, quoted, escaped, space, fill, bracket, general, power, character] of code.matchAll(PIECES)) {
    if (character !== undefined && CHANGES_NUMBER.test(character)) return undefined;
    const endsWhole = power !== undefined || character === '.';
    isAmount ||= endsWhole || character === ',';
    isBehindPoint ||= endsWhole;
    if (endsWhole) continue;
    if (character === ',') {
      mayDivide ||= !isBehindPoint;
      continue;
    }
    if (bracket !== undefined) isFor = conditionOf(bracket) ?? isFor;
    const padding = PADDING[character ?? ''];
    const literal = (
      quoted ??
      escaped ??
      (space === undefined ? currencyOf(bracket) : ' ') ??
      character
    )?.replace(UNBROKEN, ' ');
    if (general !== undefined) tokens.push({ kind: 'value' });
    else if (character === '@') tokens.push({ kind: 'text' });
    else if (padding !== undefined) {
      if (isBehindPoint) continue;
      mayDivide = false;
      tokens.push({ kind: 'digit', padding });
    } else if (literal !== undefined && fill === undefined) tokens.push({ kind: 'literal', text: literal });
  }
  if (mayDivide || tokens.length > MAX_TOKENS) return undefined;
  const literals = tokens.map((token) => (token.kind === 'literal' ? token.text : '')).join('');
  const places = tokens.flatMap((token) => (token.kind === 'digit' ? [token.padding] : []));
  const hasLeadingZero = places.slice(0, -1).includes('0');
  const hasPhoneLiterals = /[\d+]/.test(literals);
  const hasPlace = tokens.some(({ kind }) => kind !== 'literal');
  const isOfPhoneCharacters = PHONE_LITERALS.test(literals);
  const isPhoneLike = isAmount
    ? hasPhoneLiterals && isOfPhoneCharacters
    : hasPhoneLiterals || (isOfPhoneCharacters && (hasLeadingZero || literals.trim() !== ''));
  return { tokens, isFor, hasPhoneLiterals, isPhoneLike: hasPlace && isPhoneLike, isAmount };
}

/** `₹` of `[$₹-4009]`; nothing of `[$-409]`, colors and conditions. */
function currencyOf(bracket: string | undefined): string | undefined {
  return /^\$([^-]*)/.exec(bracket ?? '')?.[1];
}

function conditionOf(bracket: string): Section['isFor'] {
  const [, operator = '', limit] = CONDITION.exec(bracket) ?? [];
  const holds = COMPARISONS[operator];
  return holds === undefined ? undefined : (value) => holds(value, Number(limit));
}

function textSectionOf(sections: readonly (Section | undefined)[]): Section | undefined {
  const section = sections.find((one) => one !== undefined && isForTexts(one));
  return section?.hasPhoneLiterals === true ? section : undefined;
}

function isForTexts({ tokens }: Section): boolean {
  return tokens.some(({ kind }) => kind === 'text');
}

function shownNumber(value: number, sections: readonly Section[]): string | undefined {
  const index = sectionFor(value, sections);
  const section = sections[index];
  if (section?.isPhoneLike !== true) return undefined;
  if (!Number.isInteger(value) && (section.isAmount || !section.hasPhoneLiterals)) return undefined;
  if (section.isAmount && Math.abs(value) < SMALLEST_PHONE_NUMBER) return undefined;
  // The section for negative numbers has its own sign.
  const sign = value < 0 && (index === 0 || section.isFor !== undefined) ? '-' : '';
  return (sign + filled(section.tokens, Math.abs(value))).trim();
}

function sectionFor(value: number, sections: readonly Section[]): number {
  if (sections.some(({ isFor }) => isFor !== undefined)) {
    return sections.findIndex(({ isFor }) => isFor?.(value) ?? true);
  }
  if (value < 0 && sections.length > 1) return 1;
  return value === 0 && sections.length > 2 ? 2 : 0;
}

/** Digits go to their places from the right; the leftmost place takes all that are left. */
function filled(tokens: readonly Token[], value: number): string {
  let digits = printNumber(String(Math.round(value))).replace(/^0$/, '');
  let places = tokens.filter(({ kind }) => kind === 'digit').length;
  const shown = tokens.toReversed().map((token) => {
    if (token.kind === 'literal') return token.text;
    if (token.kind !== 'digit') return printNumber(String(value));
    places -= 1;
    const taken = places === 0 ? digits : digits.slice(-1);
    digits = digits.slice(0, digits.length - taken.length);
    return taken === '' ? token.padding : taken;
  });
  return shown.toReversed().join('');
}
