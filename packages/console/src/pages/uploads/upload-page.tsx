import { useParams } from 'wouter';
import { EmptyState } from '../../components/empty-state';
import { Page } from '../../components/page';

export default function UploadPage() {
  const { id } = useParams<{ id: string }>();
  return (
    <Page title={`Upload ${id}`}>
      <EmptyState>This page is being built.</EmptyState>
    </Page>
  );
}
