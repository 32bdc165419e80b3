import { EmptyState } from '../../components/empty-state';
import { Page } from '../../components/page';

export default function DeliveriesPage() {
  return (
    <Page title="Deliveries">
      <EmptyState>This page is being built.</EmptyState>
    </Page>
  );
}
