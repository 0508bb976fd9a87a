import { listNights } from '../store/night.js';
import { listRepositoryNights } from '../store/repository-night.js';
import type { Store } from '../store/open.js';
import type { Run } from '../store/run.js';

/** What is to be told of a finished run whose night is suspect, whatever it lists; `undefined` when it is not. */
export function suspectRemark({ db }: Store, { run, query }: Run): string | undefined {
  const list = query.repository === 'model' ? listNights : listRepositoryNights;
  const [night] = list(db, "run_key = ? AND quality = 'suspect'", run);
  return night === undefined
    ? undefined
    : `suspect: ${night.reasons.join('; ')}; look at it, then \`oai runs accept ${run}\` or \`reject\``;
}
