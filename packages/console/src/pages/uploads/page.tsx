import { EmptyState } from '../../components/empty-state';
import { Page } from '../../components/page';

export default function UploadsPage() {
  return (
    <Page title="Uploads">
      <EmptyState>This page is being built.</EmptyState>
    </Page>
  );
}
