import { useQuery } from '@tanstack/react-query';
import { api, call } from '../../api/call';
import { Button } from '../../components/button';
import { Field } from '../../components/field';
import { Select } from '../../components/select';
import { isBackwards } from '../../filters/days';
import { TextFilter } from '../../filters/text-filter';
import type { Filters } from '../../filters/use-filters';
import { isUploadState, labelOfState, UPLOAD_STATES, type UploadState } from './upload-state';

export const FILTERS = ['q', 'state', 'campaign', 'account', 'from', 'to'] as const;
export type UploadFilterValues = Filters<(typeof FILTERS)[number]>;

const STATE_OPTIONS: readonly { value: UploadState | ''; label: string }[] = [
  { value: '', label: 'All states' },
  ...UPLOAD_STATES.map((state) => ({ value: state, label: labelOfState(state) })),
];

interface UploadFiltersProps {
  readonly filters: UploadFilterValues;
  readonly onFilter: (name: (typeof FILTERS)[number], value: string) => void;
  /** Whether the uploads are shown: suggestions are not asked for before. */
  readonly isListed: boolean;
  /** Left out where no filter is set. */
  readonly onClear?: () => void;
}

/** Which uploads are listed. */
export function UploadFilters({ filters, onFilter, isListed, onClear }: UploadFiltersProps) {
  const { q = '', state, campaign = '', account = '', from = '', to = '' } = filters;
  const known = useKnownCampaigns(isListed);
  return (
    <search className="filters">
      <TextFilter
        label="Search"
        placeholder="Name or id"
        value={q}
        onValue={(value) => onFilter('q', value)}
      />
      <Select
        label="State"
        value={isUploadState(state) ? state : ''}
        options={STATE_OPTIONS}
        onValue={(value) => onFilter('state', value)}
      />
      <TextFilter
        label="Campaign"
        value={campaign}
        onValue={(value) => onFilter('campaign', value)}
        suggestions={known.campaigns}
      />
      <TextFilter
        label="Account"
        value={account}
        onValue={(value) => onFilter('account', value)}
        suggestions={known.accounts}
      />
      <Field
        label="From day"
        type="date"
        value={from}
        {...(to === '' ? {} : { max: to })}
        onChange={(event) => onFilter('from', event.target.value)}
      />
      <Field
        label="To day"
        type="date"
        value={to}
        problem={
          isBackwards(from, to) ? 'This day is before "From day": no upload is between them.' : undefined
        }
        {...(from === '' ? {} : { min: from })}
        onChange={(event) => onFilter('to', event.target.value)}
      />
      {onClear !== undefined && <Button onClick={onClear}>Clear filters</Button>}
    </search>
  );
}

/** Suggestions: the campaigns that were used last, and their accounts. */
function useKnownCampaigns(enabled: boolean): { campaigns: string[]; accounts: string[] } {
  const campaigns = useQuery({
    queryKey: ['campaigns'],
    queryFn: ({ signal }) => call(() => api.GET('/v1/campaigns', { signal })),
    staleTime: 60_000,
    enabled,
  });
  const items = campaigns.data?.items ?? [];
  return {
    campaigns: [...new Set(items.map(({ campaignName }) => campaignName))],
    accounts: [...new Set(items.map(({ username }) => username))],
  };
}
