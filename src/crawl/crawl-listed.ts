import { type CrawlOptions, type CrawlOutcome, crawlModels } from './crawl-models.js';
import { crawlRepositories } from './crawl-repositories.js';

/**
 * Walks the listing that the query names: models, datasets or Spaces.
 * @throws StoppedEarlyError when a bound or a failure ended the walk; the run is stored as stopped and resumable
 * @throws TokenRefusedError when the Hub refuses the token; likewise resumable
 */
export function crawlListed(options: CrawlOptions): Promise<CrawlOutcome> {
  const { repository, ...query } = options.query;
  return repository === 'model'
    ? crawlModels(options)
    : crawlRepositories({ ...options, query: { repository, ...query } });
}
