import { useState } from 'react';
import { messageOf } from '../../../api/api-problem';
import { Alert } from '../../../components/alert';
import { Button } from '../../../components/button';
import { fetchRejected } from '../check/run-check';
import type { Draft } from '../draft/draft';

/** Saves the rows with problems as a file that can be corrected elsewhere and dropped in again. */
export function DownloadProblems({ draft }: { readonly draft: Draft }) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  async function download() {
    setBusy(true);
    setProblem(undefined);
    try {
      save(await fetchRejected(draft), 'rows-with-problems.csv');
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <>
      <Button isBusy={isBusy} onClick={() => void download()}>
        Download these rows
      </Button>
      {problem !== undefined && <Alert kind="error">{problem}</Alert>}
    </>
  );
}

function save(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
