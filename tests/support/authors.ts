import { systemClock, type Clock } from '../../src/clock.js';
import type { AuthorEvent } from '../../src/crawl/author-events.js';
import {
  type AuthorCrawlOptions,
  type AuthorCrawlOutcome,
  crawlAuthors,
} from '../../src/crawl/crawl-authors.js';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { HubClient, type HubClientOptions } from '../../src/hub/client.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import type { LocalHub, LocalHubOptions, LocalOwner } from '../../src/local-hub/types.js';
import { openForWriting } from '../../src/store/open.js';
import { crawlInto, serve } from './crawl.js';
import { plainModels } from './models.js';

export const DAY_MS = 86_400_000;

export type AuthorSettings = Partial<Omit<AuthorCrawlOptions, 'client' | 'store'>> & {
  client?: Partial<HubClientOptions>;
};

/** Asks `endpoint` for the authors of the store at `path` as `oai crawl authors` does, without waiting long between tries. */
export async function askInto(
  path: string,
  endpoint: string,
  settings: AuthorSettings = {},
): Promise<AuthorCrawlOutcome & { events: AuthorEvent[] }> {
  const { client, clock = systemClock, ...options } = settings;
  const events: AuthorEvent[] = [];
  const store = openForWriting({ path, clock, command: 'test' });
  try {
    const outcome = await crawlAuthors({
      client: new HubClient({
        endpoint,
        userAgent: 'oai-test',
        clock,
        budget: 1,
        unknownIntervalMs: 0,
        retry: { baseMs: 1, capMs: 2 },
        ...client,
      }),
      store,
      clock,
      maxAgeMs: 30 * DAY_MS,
      onEvent: (event) => events.push(event),
      ...options,
    });
    return { ...outcome, events };
  } finally {
    store.close();
  }
}

/** One model an author, the first one downloaded most. */
export function modelsOf(authors: readonly string[]): ListedModel[] {
  return plainModels(authors.length, (index) => ({
    id: `${authors[index] ?? ''}/model`,
    downloads: 1000 * (authors.length - index),
  }));
}

/** A Hub whose accounts a test may change, with a store that has crawled one model of each author. */
export class HubOfAuthors {
  readonly owners: Map<string, LocalOwner>;
  readonly hub: LocalHub;
  readonly path: string;
  now = Date.parse('2026-11-01T03:00:00Z');

  private constructor(owners: Map<string, LocalOwner>, hub: LocalHub, path: string) {
    this.owners = owners;
    this.hub = hub;
    this.path = path;
  }

  static async start(
    path: string,
    authors: readonly string[],
    owners: readonly LocalOwner[],
    options: Partial<LocalHubOptions> = {},
  ): Promise<HubOfAuthors> {
    const byName = new Map(owners.map((owner) => [owner.name.toLowerCase(), owner]));
    const hub = await serve({
      source: recordedSource(modelsOf(authors)),
      owners: { find: (name) => byName.get(name.toLowerCase()) },
      quota: { anonymous: 1_000_000 },
      ...options,
    });
    const made = new HubOfAuthors(byName, hub, path);
    await crawlInto(path, hub.endpoint, { clock: made.clock });
    return made;
  }

  /** Wall time stands where the test sets it. */
  get clock(): Clock {
    return { ...systemClock, now: () => this.now };
  }

  ask(settings: AuthorSettings = {}): ReturnType<typeof askInto> {
    return askInto(this.path, this.hub.endpoint, { clock: this.clock, ...settings });
  }

  /** Names asked for since the last call, in order, each once a request; `o:` organisation, `u:` user. */
  asked(): string[] {
    const requests = this.hub.requests.slice(this.#seen);
    this.#seen = this.hub.requests.length;
    return requests.flatMap(({ path }) => {
      const [, folder, name] = /^\/api\/(organizations|users)\/([^/]+)\/overview/.exec(path) ?? [];
      return folder === undefined || name === undefined
        ? []
        : [`${folder === 'users' ? 'u' : 'o'}:${decodeURIComponent(name)}`];
    });
  }
  #seen = 0;
}
