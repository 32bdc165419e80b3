/** Something that the user can fix: the message says what happened and what to do, and no stack is shown. */
export class ActionableError extends Error {
  override readonly name = 'ActionableError';
}
