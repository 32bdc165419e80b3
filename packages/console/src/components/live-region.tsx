import { useEffect, useState } from 'react';
import { onAnnouncement } from './announce';

/** Where `announce` speaks: there from the start, as screen readers ignore a region that comes with its text. */
export function LiveRegion() {
  const [message, setMessage] = useState('');
  useEffect(() => onAnnouncement(setMessage), []);
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {message}
    </div>
  );
}
