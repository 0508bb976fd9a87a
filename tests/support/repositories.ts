import { systemClock } from '../../src/clock.js';
import type { CrawlOutcome } from '../../src/crawl/crawl-models.js';
import { crawlRepositories, type RepositoryCrawlOptions } from '../../src/crawl/crawl-repositories.js';
import type { ListedRepository } from '../../src/domain/listed-model.js';
import { firstObjectIdOf } from '../../src/domain/object-id.js';
import { type RepositoryKind, repositoryKinds } from '../../src/domain/repository-record.js';
import { HubClient } from '../../src/hub/client.js';
import { generatedSource } from '../../src/local-hub/generated-source.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import type { LocalHub, LocalHubOptions } from '../../src/local-hub/types.js';
import { openForWriting } from '../../src/store/open.js';
import { crawlInto, serve } from './crawl.js';
import { plainModels } from './models.js';

const JANUARY_2024 = 1_704_067_200;

/** `count` datasets or Spaces, a day apart from January 2024 on, newest last; `change` overrides fields by index. */
export function plainRepositories(
  count: number,
  change: (index: number) => Partial<ListedRepository> = () => ({}),
): ListedRepository[] {
  return Array.from({ length: count }, (_, index) => ({
    _id: firstObjectIdOf(JANUARY_2024 + index * 86_400),
    id: `owner-${index % 3}/thing-${index}`,
    downloads: 100 + index,
    likes: index % 5,
    createdAt: new Date((JANUARY_2024 + index * 86_400) * 1000).toISOString(),
    tags: ['region:us'],
    private: false,
    ...change(index),
  }));
}

type Settings = Partial<Omit<RepositoryCrawlOptions, 'client' | 'store' | 'query'>> & {
  author?: string;
  limit?: number;
};

/** Crawls datasets or Spaces of `endpoint` into the store at `path`, without waiting long between tries. */
export async function crawlKind(
  kind: RepositoryKind,
  path: string,
  endpoint: string,
  { author, limit, clock = systemClock, ...options }: Settings = {},
): Promise<CrawlOutcome> {
  const store = openForWriting({ path, clock, command: 'test' });
  try {
    return await crawlRepositories({
      client: new HubClient({
        endpoint,
        userAgent: 'oai-test',
        clock,
        budget: 1,
        unknownIntervalMs: 0,
        retry: { baseMs: 1, capMs: 5 },
      }),
      store,
      clock,
      query: { repository: kind, author: author ?? null, limit: limit ?? null },
      ...options,
    });
  } finally {
    store.close();
  }
}

/** What the pages of these reports show: a generated Hub, crawled whole on a day. */
export async function generatedStore(path: string, date: string): Promise<string> {
  const { datasets, spaces, ...source } = generatedSource({ models: 9000, seed: 1 });
  const hub = await serve({ source, datasets, spaces, quota: { anonymous: 100_000 } });
  await crawlInto(path, hub.endpoint, { clock: clockOf(date) });
  for (const kind of repositoryKinds) await crawlKind(kind, path, hub.endpoint, { clock: clockOf(date) });
  return path;
}

/** A Hub of a few models whose datasets and Spaces a test may change between crawls. */
export class RepositoryHub {
  readonly datasets: ListedRepository[];
  readonly spaces: ListedRepository[];
  readonly hub: LocalHub;
  readonly path: string;

  private constructor(datasets: ListedRepository[], spaces: ListedRepository[], hub: LocalHub, path: string) {
    this.datasets = datasets;
    this.spaces = spaces;
    this.hub = hub;
    this.path = path;
  }

  static async start(
    path: string,
    { datasets = [], spaces = [] }: { datasets?: ListedRepository[]; spaces?: ListedRepository[] },
    options: Partial<LocalHubOptions> = {},
  ): Promise<RepositoryHub> {
    const hub = await serve({
      source: recordedSource(plainModels(5)),
      datasets: recordedSource(datasets),
      spaces: recordedSource(spaces),
      quota: { anonymous: 100_000 },
      ...options,
    });
    return new RepositoryHub(datasets, spaces, hub, path);
  }

  /** Crawls one kind as if it were that UTC day. */
  crawl(kind: RepositoryKind, date: string, settings: Settings = {}): Promise<CrawlOutcome> {
    return crawlKind(kind, this.path, this.hub.endpoint, { ...settings, clock: clockOf(date) });
  }

  /** Crawls the models, which reports take a night of. */
  async models(date: string): Promise<void> {
    await crawlInto(this.path, this.hub.endpoint, { clock: clockOf(date) });
  }
}

function clockOf(date: string): typeof systemClock {
  return { ...systemClock, now: () => Date.parse(`${date}T03:00:00Z`) };
}
