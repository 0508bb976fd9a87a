import { listedWords } from '../domain/repository-record.js';
import type { Run } from '../store/run.js';

/** A run as `--json` prints it: snake_case, times in ISO 8601 UTC. */
export function runRecord(run: Run): Record<string, unknown> {
  const many = listedWords[run.query.repository].many.toLowerCase();
  return {
    run: run.run,
    status: run.status,
    stop_reason: run.stopReason,
    endpoint: run.endpoint,
    query: run.query,
    // A file without a column of ids has models by their names alone.
    identity: run.source === null || run.fieldsAsked.includes('_id') ? 'hub_id' : 'name',
    whole: run.whole,
    started: new Date(run.startedAt).toISOString(),
    finished: run.finishedAt === null ? null : new Date(run.finishedAt).toISOString(),
    [many]: run.models,
    [`${many}_new`]: run.modelsNew,
    [`${many}_changed`]: run.modelsChanged,
    pages: run.pages,
    entries: run.entries,
    duplicates: run.duplicates,
    quarantined: run.quarantined,
    requests: run.requests,
    retries: run.retries,
    rate_limited: run.rateLimited,
    wait_ms: run.waitMs,
    bytes: run.bytes,
    fields_asked: run.fieldsAsked,
    fields_refused: run.fieldsRefused,
    tool_version: run.toolVersion,
  };
}
