import type { Clock } from '../../src/clock.js';
import { systemClock } from '../../src/clock.js';
import type { ListedModel } from '../../src/domain/listed-model.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import type { LocalHub, LocalHubOptions } from '../../src/local-hub/types.js';
import { serve } from './crawl.js';

export interface ChangingHub {
  hub: LocalHub;
  /** Serves other models from now on. */
  show: (models: readonly ListedModel[]) => void;
}

/**
 * A local Hub of small pages whose models change, as those of the Hub do from night to night.
 * @param start what starts it; whoever gives another than that of a test closes it
 */
export async function changingHub(
  models: readonly ListedModel[],
  options: Pick<LocalHubOptions, 'intercept' | 'tokens'> = {},
  start: typeof serve = serve,
): Promise<ChangingHub> {
  let source = recordedSource([...models]);
  const hub = await start({
    source: { page: (query) => source.page(query), find: (id) => source.find(id) },
    wire: { maxLimit: 40 },
    quota: { anonymous: 100_000, free: 100_000 },
    ...options,
  });
  return { hub, show: (next) => (source = recordedSource([...next])) };
}

/** A clock that begins at a time and goes on by a second whenever it is looked at. */
export function clockFrom(time: string): Clock {
  let now = Date.parse(time);
  return { ...systemClock, now: () => (now += 1000) };
}
