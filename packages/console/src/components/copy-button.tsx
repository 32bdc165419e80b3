import { useState } from 'react';
import { announce } from './announce';
import { Button } from './button';

interface CopyButtonProps {
  readonly text: string;
  /** What is copied, for the button's name: `secret`. */
  readonly what: string;
}

/** Puts a text into the clipboard, and says whether that worked. */
export function CopyButton({ text, what }: CopyButtonProps) {
  const [label, setLabel] = useState('Copy');

  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setLabel('Copied');
      announce(`The ${what} is copied.`);
    } catch {
      // The browser allows it on https and on localhost alone.
      setLabel('Select it and copy it');
      announce('The browser does not allow copying here: select the text and copy it.');
    }
  }

  return (
    <Button aria-label={`${label}: ${what}`} onClick={() => void copy()}>
      {label}
    </Button>
  );
}
