import type { GridResult } from './geography-grid.js';
import type { ReportOutput } from './types.js';
import type { Reason } from './verdict-reason.js';

/**
 * Of a share by country whose definition is not stated: the reading of `geography --grid` nearest to the published pair.
 * @param id of the claim; the pair is what its letters have in common, such as N1 of N1a and N1b
 */
export function nearestReading(id: string, quantity: string, { result }: ReportOutput): Reason | undefined {
  const grid = result['grid'] as GridResult | null | undefined;
  const cell = grid?.cells.find(({ nearest_to }) => nearest_to.split(', ').includes(id.slice(0, -1)));
  if (cell === undefined) return undefined;
  const { metric, cohort, attribute, unattributed, china, us } = cell;
  const share = quantity === 'china_share' ? china : quantity === 'us_share' ? us : null;
  return share === null
    ? undefined
    : { code: 'nearest_reading', metric, cohort, attribute, unattributed, share };
}
