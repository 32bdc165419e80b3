import type { ReactNode } from 'react';
import { Alert } from './alert';
import { Button } from './button';
import { useAction } from './use-action';

interface DownloadButtonProps {
  readonly fileName: string;
  readonly load: () => Promise<Blob>;
  readonly children: ReactNode;
}

/** Saves a file of the connector. Unlike a link, it says why there is none, and renews an expired session. */
export function DownloadButton({ fileName, load, children }: DownloadButtonProps) {
  const { run, isBusy, problem } = useAction(async () => save(await load(), fileName));
  return (
    <>
      <Button isBusy={isBusy} onClick={() => void run()}>
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
