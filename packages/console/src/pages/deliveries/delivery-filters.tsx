import type { Schema } from '../../api/call';
import { Button } from '../../components/button';
import { Select } from '../../components/select';
import { TextFilter } from '../../filters/text-filter';
import type { Filters } from '../../filters/use-filters';
import {
  DELIVERY_STATES,
  isDeliveryState,
  labelOfDeliveryState,
  type DeliveryState,
} from '../../components/delivery';

export const FILTERS = ['state', 'subscription', 'upload'] as const;
export type DeliveryFilterValues = Filters<(typeof FILTERS)[number]>;

const STATE_OPTIONS: readonly { value: DeliveryState | ''; label: string }[] = [
  { value: '', label: 'All states' },
  ...DELIVERY_STATES.map((state) => ({ value: state, label: labelOfDeliveryState(state) })),
];

interface DeliveryFiltersProps {
  readonly filters: DeliveryFilterValues;
  readonly subscriptions: readonly Schema<'Subscription'>[];
  readonly onFilter: (name: (typeof FILTERS)[number], value: string) => void;
  /** Left out where no filter is set. */
  readonly onClear?: () => void;
}

/** Which deliveries are listed. */
export function DeliveryFilters({ filters, subscriptions, onFilter, onClear }: DeliveryFiltersProps) {
  const { state, subscription = '', upload = '' } = filters;
  return (
    <search className="filters">
      <Select
        label="State"
        value={isDeliveryState(state) ? state : ''}
        options={STATE_OPTIONS}
        onValue={(value) => onFilter('state', value)}
      />
      <SubscriptionSelect
        value={subscription}
        subscriptions={subscriptions}
        onValue={(value) => onFilter('subscription', value)}
      />
      <TextFilter label="Upload id" value={upload} onValue={(value) => onFilter('upload', value)} />
      {onClear !== undefined && <Button onClick={onClear}>Clear filters</Button>}
    </search>
  );
}

interface SubscriptionSelectProps {
  readonly value: string;
  readonly subscriptions: readonly Schema<'Subscription'>[];
  readonly onValue: (value: string) => void;
}

/** One subscription, or every receiver; one that has ended can still be the value. */
export function SubscriptionSelect({ value, subscriptions, onValue }: SubscriptionSelectProps) {
  const isListed = value === '' || subscriptions.some(({ id }) => id === value);
  return (
    <Select
      label="Subscription"
      value={value}
      options={[
        { value: '', label: 'All receivers' },
        ...(isListed ? [] : [{ value, label: `${value} (ended)` }]),
        ...subscriptions.map(({ id, url, endedAt }) => ({
          value: id,
          label: endedAt === undefined ? url : `${url} (ended)`,
        })),
      ]}
      onValue={onValue}
    />
  );
}
