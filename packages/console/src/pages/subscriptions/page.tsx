import { EmptyState } from '../../components/empty-state';
import { Page } from '../../components/page';

export default function SubscriptionsPage() {
  return (
    <Page title="Subscriptions">
      <EmptyState>This page is being built.</EmptyState>
    </Page>
  );
}
