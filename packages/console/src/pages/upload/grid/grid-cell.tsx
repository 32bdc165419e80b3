import { type KeyboardEvent, type RefObject, useEffect, useEffectEvent, useRef } from 'react';

interface GridCellProps {
  readonly column: number;
  readonly text: string;
  readonly label: string;
  readonly isActive: boolean;
  readonly isEditing: boolean;
  readonly isEdited: boolean;
  readonly isEditable: boolean;
  readonly isInvalid: boolean;
  /** What the editor begins with. */
  readonly initial: string;
  readonly onFocus: () => void;
  readonly onEdit: () => void;
  /** With each change of what the editor holds. */
  readonly onType: (text: string) => void;
  readonly onCommit: (text: string, move: 'down' | 'next' | 'previous' | 'stay') => void;
  readonly onCancel: () => void;
}

export function GridCell(props: GridCellProps) {
  const { column, text, isActive, isEditing, isEdited, isEditable, isInvalid } = props;
  const className = ['grid-cell', isEdited && 'grid-cell-edited', !isEditable && 'grid-cell-fixed']
    .filter(Boolean)
    .join(' ');
  return (
    <div
      role="gridcell"
      aria-colindex={column + 1}
      aria-readonly={isEditable ? undefined : true}
      aria-invalid={isInvalid || undefined}
      className={className}
      tabIndex={isActive && !isEditing ? 0 : -1}
      data-active={isActive || undefined}
      title={text}
      onFocus={props.onFocus}
      onDoubleClick={isEditable ? props.onEdit : undefined}
    >
      {isEditing ? <CellEditor {...props} /> : <span className="grid-text">{text}</span>}
    </div>
  );
}

/** The text field in a cell: Enter and Tab keep what was typed, Escape does not, and leaving field or page does. */
function CellEditor({ label, initial, onType, onCommit, onCancel }: GridCellProps) {
  const input = useRef<HTMLInputElement>(null);
  // Removing the field blurs it, which is not the user leaving it.
  const isDone = useRef(false);
  const finish = (end: () => void) => {
    if (isDone.current) return;
    isDone.current = true;
    end();
  };
  // The key that opened the field is typed, too.
  const begin = useEffectEvent(() => onType(initial));
  useEffect(() => begin(), []);
  function press(event: KeyboardEvent) {
    // The grid's own keys do not apply while a cell is edited.
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    const move = moveOf(event);
    if (move === undefined) return;
    event.preventDefault();
    finish(move === 'cancel' ? onCancel : () => onCommit(valueOf(input), move));
  }
  return (
    <input
      ref={input}
      autoFocus
      className="grid-input"
      aria-label={label}
      defaultValue={initial}
      autoComplete="off"
      spellCheck={false}
      onInput={() => onType(valueOf(input))}
      onKeyDown={press}
      onBlur={() => finish(() => onCommit(valueOf(input), 'stay'))}
    />
  );
}

function valueOf({ current }: RefObject<HTMLInputElement | null>): string {
  return current?.value ?? '';
}

function moveOf({ key, shiftKey }: KeyboardEvent): 'down' | 'next' | 'previous' | 'cancel' | undefined {
  if (key === 'Enter') return 'down';
  if (key === 'Tab') return shiftKey ? 'previous' : 'next';
  return key === 'Escape' ? 'cancel' : undefined;
}
