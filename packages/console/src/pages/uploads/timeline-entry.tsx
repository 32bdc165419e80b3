import type { Schema } from '../../api/call';
import { Time } from '../../components/time';
import { describeAnswer, DeliveryStateBadge } from '../../components/delivery';
import { countOf, formatCount } from '../../components/format';
import { UploadStateBadge } from './upload-state';

export type TimelineItem = Schema<'Timeline'>['items'][number];
type Callback = Extract<TimelineItem, { kind: 'callback' }>;
type Delivery = Extract<TimelineItem, { kind: 'delivery' }>['delivery'];

/** One thing that happened, in words. */
export function TimelineEntry({ item }: { readonly item: TimelineItem }) {
  switch (item.kind) {
    case 'state':
      return (
        <div>
          <UploadStateBadge state={item.state} />
        </div>
      );
    case 'reply':
      return (
        <div>
          Ozonetel replied: <Message text={item.message} code={item.code} />
        </div>
      );
    case 'callback':
      return (
        <div>
          Ozonetel called back: <Message text={item.message} code={item.code} />
          <p className="hint">{EFFECTS[item.effect]}</p>
        </div>
      );
    case 'event':
      return (
        <div>
          Event <code>{item.event.type}</code>
        </div>
      );
    case 'delivery':
      return <DeliveryEntry delivery={item.delivery} />;
  }
}

const EFFECTS: Readonly<Record<Callback['effect'], string>> = {
  settled: 'This decided the outcome.',
  recorded: 'Recorded; no effect.',
  repeated: 'Duplicate; no effect.',
  conflict: 'This contradicts the callback that decided the outcome; no effect.',
};

/** The vendor's text as it came. */
function Message({ text, code }: { readonly text: string; readonly code: string }) {
  if (text === '') return <span className="quiet">the text is no longer kept ({code}).</span>;
  return (
    <>
      <q>{text}</q> <code className="quiet">{code}</code>
    </>
  );
}

function DeliveryEntry({ delivery }: { readonly delivery: Delivery }) {
  const { type, subscriptionId, state, attemptCount, attempts, nextAttemptAt } = delivery;
  return (
    <div className="timeline-delivery">
      <div>
        Delivery of <code>{type}</code> to{' '}
        {subscriptionId === undefined ? 'the notifyUrl' : <code>{subscriptionId}</code>}{' '}
        <DeliveryStateBadge state={state} />
      </div>
      {attempts.length > 0 && (
        <ol className="attempts">
          {attempts.map((attempt, index) => (
            <li key={`${attempt.at}-${index}`}>
              <Time at={attempt.at} />: {describeAnswer(attempt) || 'no answer'}, after{' '}
              {formatCount(attempt.durationMs)} ms
            </li>
          ))}
        </ol>
      )}
      {attemptCount > attempts.length && (
        <p className="hint">{countOf(attemptCount, 'attempt')} in all; the last ones are shown.</p>
      )}
      {nextAttemptAt !== undefined && (
        <p className="hint">
          The next attempt is at <Time at={nextAttemptAt} />.
        </p>
      )}
    </div>
  );
}
