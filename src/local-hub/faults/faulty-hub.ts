import type { LocalHubOptions, ModelSource } from '../types.js';
import { bodyFaults } from './body-faults.js';
import { changeFaults } from './change-faults.js';
import { failureFaults } from './failure-faults.js';
import { breaking, type Fault } from './fault.js';
import { linkFaults } from './link-faults.js';
import { withOddValues } from './odd-values.js';
import { rateLimitFaults } from './rate-limit-faults.js';

/** Every scripted fault by its name. */
export const faults: Readonly<Record<string, Fault>> = {
  ...rateLimitFaults,
  ...failureFaults,
  ...bodyFaults,
  ...linkFaults,
  ...changeFaults,
  'odd-values': breaking(
    'odd field values, one for each entry of the first page',
    ({ page }) => page === 1,
    (answer) => ({ ...answer, body: JSON.stringify(withOddValues(JSON.parse(answer.body) as unknown[])) }),
  ),
};

export const faultNames: readonly string[] = Object.keys(faults);

/**
 * The options of a local Hub that serves `source` with one fault. @throws RangeError for a name that is not in
 * {@link faultNames}
 */
export function faultyHub(
  name: string,
  source: ModelSource,
): Required<Pick<LocalHubOptions, 'source' | 'intercept'>> {
  const fault = Object.hasOwn(faults, name) ? faults[name] : undefined;
  if (fault === undefined) throw new RangeError(`there is no fault ${name}`);
  return { source, ...fault.begin(source) };
}
