import { EmptyState } from '../../components/empty-state';
import { Page } from '../../components/page';

export default function AccountsPage() {
  return (
    <Page title="Accounts">
      <EmptyState>This page is being built.</EmptyState>
    </Page>
  );
}
