import type { RepositoryKind } from '../domain/repository-record.js';
import { readListedRepository } from '../domain/read-listed-repository.js';
import type { CrawlQuery } from '../store/run.js';
import { RunWriter } from '../store/run-writer.js';
import { crawlListing } from './crawl-listing.js';
import type { CrawlOptions, CrawlOutcome } from './crawl-models.js';
import { readEntries } from './read-page.js';

const sharedFields = ['createdAt', 'disabled', 'lastModified', 'likes', 'private', 'tags', 'trendingScore'];

/** What a crawl asks for. The author is the namespace of the name. */
export const repositoryFields: Readonly<Record<RepositoryKind, readonly string[]>> = {
  dataset: [...sharedFields, 'downloads', 'downloadsAllTime', 'gated'],
  space: [...sharedFields, 'sdk'],
};

export interface RepositoryCrawlOptions extends Omit<CrawlOptions, 'query' | 'extraFields' | 'keepPages'> {
  query: CrawlQuery & { repository: RepositoryKind };
}

/**
 * Walks the listing of datasets or of Spaces as {@link crawlModels} walks that of models.
 * @throws StoppedEarlyError when a bound or a failure ended the walk; the run is stored as stopped and resumable
 * @throws TokenRefusedError when the Hub refuses the token; likewise resumable
 */
export function crawlRepositories(options: RepositoryCrawlOptions): Promise<CrawlOutcome> {
  return crawlListing(options, {
    fields: repositoryFields[options.query.repository],
    open: (store, clock, what) => RunWriter.openRepositories(store, clock, what),
    readPage: (entries) => readEntries(entries, readListedRepository),
  });
}
