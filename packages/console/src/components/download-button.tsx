import { type ReactNode, useState } from 'react';
import { messageOf } from '../api/api-problem';
import { Alert } from './alert';
import { Button } from './button';

interface DownloadButtonProps {
  readonly fileName: string;
  readonly load: () => Promise<Blob>;
  readonly children: ReactNode;
}

/** Saves a file of the connector. Unlike a link, it says why there is none, and renews an expired session. */
export function DownloadButton({ fileName, load, children }: DownloadButtonProps) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  async function download() {
    setBusy(true);
    setProblem(undefined);
    try {
      save(await load(), fileName);
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <Button isBusy={isBusy} onClick={() => void download()}>
        {children}
      </Button>
      {problem !== undefined && <Alert kind="error">{problem}</Alert>}
    </>
  );
}

/** Puts a file into the user's downloads. */
export function save(content: Blob, fileName: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}
