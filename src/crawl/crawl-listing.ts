import type { ListedRecord } from '../domain/repository-record.js';
import type { HubClient } from '../hub/client.js';
import { ModelListing } from '../hub/model-listing.js';
import { lastCompleteRun } from '../store/run.js';
import type { RunWriter } from '../store/run-writer.js';
import type { CrawlOptions, CrawlOutcome } from './crawl-models.js';
import { KeptPages } from './kept-pages.js';
import { pageSize } from './page-size.js';
import { Walk } from './walk.js';
import { restorePosition, walkStart } from './walk-position.js';
import { type ReadPage, WalkSession } from './walk-session.js';

/** What is listed, and how it is read and stored. */
export interface CrawledListing<R extends ListedRecord> {
  fields: readonly string[];
  open: (
    store: CrawlOptions['store'],
    clock: CrawlOptions['clock'],
    what: Parameters<typeof RunWriter.open>[2],
  ) => RunWriter<R>;
  readPage: (entries: readonly unknown[]) => ReadPage<R>;
}

/**
 * Walks a listing, newest first or in several parts at once, and stores it page by page; goes on with an unfinished run of the
 * same endpoint and query.
 * @throws StoppedEarlyError when a bound or a failure ended the walk; the run is stored as stopped and resumable
 * @throws TokenRefusedError when the Hub refuses the token; likewise resumable
 */
export async function crawlListing<R extends ListedRecord>(
  options: CrawlOptions,
  { fields, open, readPage }: CrawledListing<R>,
): Promise<CrawlOutcome> {
  const { client, store, clock, query } = options;
  const writer = open(store, clock, {
    endpoint: client.endpoint,
    query,
    fields,
    position: walkStart,
    restart: options.restart ?? false,
  });
  const run = writer.read();
  options.onEvent?.({
    kind: 'started',
    run,
    resumed: writer.resumedAt !== undefined,
    expectedModels: query.limit ?? lastCompleteRun(store.db, client.endpoint, query)?.models ?? null,
  });
  const listing = new ModelListing(client, {
    repository: query.repository,
    fields: fields.filter((field) => !run.fieldsRefused.includes(field)),
    limit: pageSize(query),
    ...(query.author === null ? {} : { author: query.author }),
  });
  let kept: KeptPages | undefined;
  try {
    if (options.keepPages !== undefined) {
      kept = KeptPages.open(options.keepPages, store, run, ({ message }) =>
        options.onEvent?.({ kind: 'kept-run-unreadable', message }),
      );
    }
    const session = new WalkSession(options, { writer, listing, readPage, kept });
    const complete = await new Walk(session).toTheEnd(restorePosition(writer.resumedAt));
    if (complete) writer.complete(client.counters);
    else writer.stop('interrupted', client.counters);
    kept?.note(writer.read());
    return { run: writer.read(), complete };
  } catch (error) {
    stopQuietly(writer, error, client, kept);
    throw error;
  }
}

/** The failure that ended the walk is what the user must hear, even when the disk is too full to note it. */
function stopQuietly<R extends ListedRecord>(
  writer: RunWriter<R>,
  error: unknown,
  client: HubClient,
  kept: KeptPages | undefined,
): void {
  try {
    writer.stop(error instanceof Error ? error.message : String(error), client.counters);
    kept?.note(writer.read());
  } catch {
    // The run stays `running` in the store; without a lock holder that means the same as stopped.
  }
}
