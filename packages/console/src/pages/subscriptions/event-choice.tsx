import type { Schema } from '../../api/call';

export type EventType = NonNullable<Schema<'SubscriptionRequest'>['events']>[number];

/** Complete, as the type of the API demands it. */
const MEANINGS: Readonly<Record<EventType, string>> = {
  'upload.succeeded': 'Ozonetel has loaded the contacts',
  'upload.failed': 'Ozonetel says that the upload failed',
  'upload.rejected': 'our check or Ozonetel refused it',
  'upload.unconfirmed': 'it is not known whether the contacts were loaded',
  'upload.canceled': 'it was canceled before it was sent',
  'upload.pending': 'the time limit of a waiting workflow is over',
};

export const EVENT_TYPES = Object.keys(MEANINGS) as EventType[];

interface EventChoiceProps {
  readonly chosen: readonly EventType[];
  readonly onChosen: (chosen: readonly EventType[]) => void;
}

/** Which events are sent: none chosen means all. */
export function EventChoice({ chosen, onChosen }: EventChoiceProps) {
  return (
    <fieldset className="choices">
      <legend className="legend">Events (none chosen: all)</legend>
      {EVENT_TYPES.map((type) => (
        <label key={type}>
          <input
            type="checkbox"
            checked={chosen.includes(type)}
            onChange={({ target }) =>
              onChosen(target.checked ? [...chosen, type] : chosen.filter((other) => other !== type))
            }
          />{' '}
          <code>{type}</code>: {MEANINGS[type]}
        </label>
      ))}
    </fieldset>
  );
}
