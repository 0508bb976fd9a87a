import { systemClock } from '../clock.js';
import { HubClient, type HubEvent } from '../hub/client.js';
import { version } from '../version.js';

export interface ClientSettings {
  endpoint: string;
  budget: number;
  token: string | undefined;
  /** Without a success for so long it gives up; a Hub that never answered is given up after a few tries unless told. */
  patienceMs?: number | undefined;
}

/** What every command that crawls asks the Hub with. @throws UsageError when the endpoint or the token cannot be used */
export function crawlClient(
  { endpoint, budget, token, patienceMs }: ClientSettings,
  onEvent: (event: HubEvent) => void,
): HubClient {
  return new HubClient({
    endpoint,
    token,
    userAgent: `oai/${version}; node/${process.versions.node}`,
    clock: systemClock,
    budget,
    patienceMs,
    ...(patienceMs === undefined ? {} : { retry: { tries: Infinity } }),
    onEvent,
  });
}
