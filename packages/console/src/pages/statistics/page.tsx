import { EmptyState } from '../../components/empty-state';
import { Page } from '../../components/page';

export default function StatisticsPage() {
  return (
    <Page title="Statistics">
      <EmptyState>This page is being built.</EmptyState>
    </Page>
  );
}
