import { EmptyState } from '../../components/empty-state';
import { Page } from '../../components/page';

export default function UploadPage() {
  return (
    <Page title="Upload a spreadsheet">
      <EmptyState>This page is being built.</EmptyState>
    </Page>
  );
}
