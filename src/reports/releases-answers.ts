import { ofEveryRole } from './attribution.js';
import type { Answer } from './report.js';
import type { Params, PublisherReleases, ReleasesResult } from './releases-result.js';

const NVIDIA = 'nvidia';

type AnswerOf = (result: ReleasesResult, params: Params) => Answer;

/** What is told of NVIDIA among big tech, once the days that the published figure is of are over. */
function ofNvidia(
  per: Params['per'],
  until: string,
  read: (nvidia: PublisherReleases, all: readonly PublisherReleases[]) => Answer,
): AnswerOf {
  return ofEveryRole(({ night, publishers }, params) => {
    if (params.per !== per || params.entity !== undefined) {
      return { not: `published of big tech; see --per ${per} and leave --entity out` };
    }
    if (night < until) return { not: `published of the time to ${until}; this night is of ${night}` };
    const nvidia = publishers.find(({ id }) => id === NVIDIA);
    return nvidia === undefined ? { not: `this registry has no entity ${NVIDIA}` } : read(nvidia, publishers);
  });
}

function createdIn({ periods }: PublisherReleases, from: string, to: string): number {
  return periods.reduce(
    (sum, { period, created }) => (period >= from && period <= to ? sum + created : sum),
    0,
  );
}

/** The figures about NVIDIA. */
export const nvidiaAnswers: Readonly<Record<string, AnswerOf>> = {
  D11: ofNvidia('year', '2025-12-31', (nvidia, all) => {
    const own = createdIn(nvidia, '2025', '2025');
    if (own === 0) return { not: `nothing of ${NVIDIA} is dated 2025` };
    return 1 + all.filter((each) => createdIn(each, '2025', '2025') > own).length;
  }),
  W4a: ofNvidia(
    'year',
    '2025-12-31',
    ({ periods }) => periods.findLast(({ period }) => period <= '2025')?.stock ?? 0,
  ),
  W4c: ofNvidia('year', '2025-12-31', ({ stock }) => stock),
  W4b: ofNvidia('month', '2026-07-31', (nvidia) => createdIn(nvidia, '2026-01', '2026-07')),
};
