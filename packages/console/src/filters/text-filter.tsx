import { useEffect, useRef, useState } from 'react';
import { Field } from '../components/field';
import { looksLikePhoneNumber } from './looks-like-phone-number';

/** Milliseconds without a key before the list is asked for. */
const PAUSE_MS = 300;

interface TextFilterProps {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  /** What it looks at, where the label does not say. */
  readonly placeholder?: string;
  readonly suggestions?: readonly string[];
}

/** A filter to type. A phone number is not taken: filters are part of the address, which browsers and proxies keep. */
export function TextFilter({ label, value, onValue, placeholder, suggestions }: TextFilterProps) {
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // What was typed keeps its spaces.
  useEffect(() => setText((typed) => (typed.trim() === value ? typed : value)), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const isPhoneNumber = looksLikePhoneNumber(text.trim());

  function type(next: string) {
    setText(next);
    clearTimeout(timer.current);
    if (!looksLikePhoneNumber(next.trim())) timer.current = setTimeout(() => onValue(next.trim()), PAUSE_MS);
  }

  return (
    <Field
      label={label}
      type="search"
      autoComplete="off"
      spellCheck={false}
      placeholder={placeholder}
      value={text}
      onChange={(event) => type(event.target.value)}
      problem={
        isPhoneNumber
          ? 'Phone numbers cannot be searched for. Enter a campaign, account or upload.'
          : undefined
      }
      {...(suggestions === undefined ? {} : { suggestions })}
    />
  );
}
