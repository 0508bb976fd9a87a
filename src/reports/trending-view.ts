import { countryName } from '../registry/country.js';
import { coverageTable, swayTable } from './attribution-view.js';
import { lineageCaveats } from './attribution-lineage.js';
import { integer, type Phrase, phrase, share } from './phrase.js';
import { trendingCharts } from './trending-charts.js';
import type { GroupBy, Params, Standing, TrendingResult } from './trending-result.js';
import { INDIVIDUALS } from './trending-slots.js';
import type { Column, Fact, Table, View } from './types.js';

export function trendingView(result: TrendingResult, params: Params): View {
  const { lists } = result;
  const main = mainStandings(result);
  return {
    finding: finding(result, main, params),
    definition: [
      phrase`lists: the top ${integer(params.top)} of each night by trending score; of the models created in each week, and of the young, by ${result.ranked_by} on the night ${result.night}`,
      phrase`attribution: the uploader of that night; beside it the uploader of the root base`,
      phrase`individuals: one class, wherever they are`,
      phrase`unattributed (accounts that the registry does not know, or not by this grouping): kept in the denominator`,
    ],
    facts: [...claimFacts(main, params), ...listFacts(result)],
    tables: [
      standingTable(result, params.by),
      weekTable(result, params.by),
      coverageTable(result),
      swayTable(result, { key: 'slots', label: 'places', kind: 'index' }, params.by),
    ],
    charts: trendingCharts(result, main, (group) => groupName(group, params.by), params.by === 'entity'),
    caveats: [
      ...lists.flatMap(({ list, lacking }) =>
        lacking === '' ? [] : [phrase`Without the list ${list}: ${lacking}.`],
      ),
      phrase`The registry knows who is behind ${share(result.coverage[0]?.listed ?? null)} of the places of the list ${main[0]?.list ?? 'none'}. The unknown are mostly individuals, whose class looks smaller than it is.`,
      phrase`A trending score is of the moment: nights that were not crawled are not in it. New models are ranked by what they have now, among those that are still there.`,
      ...lineageCaveats(result.lineage),
    ],
    next: (['country', 'type', 'entity'] as const)
      .filter((by) => by !== params.by)
      .map((by) => `oai report trending --by ${by}`),
  };
}

/** The list that the finding is of: the first that has places. */
function mainStandings({ standings }: TrendingResult): Standing[] {
  return standings.filter(({ list }) => list === standings[0]?.list);
}

function finding({ lists }: TrendingResult, main: readonly Standing[], { by, top }: Params): Phrase {
  const [first] = main;
  if (first === undefined) return phrase`No model is new or trending.`;
  const number = lists.find(({ list }) => list === first.list)?.lists ?? 0;
  const unknown = main.find(({ group }) => group === null)?.share ?? 0;
  const what = `${first.list}, ${number} ${number === 1 ? 'list' : 'lists'} of the top ${top}`;
  const leader = main.find(({ rank }) => rank === 1);
  return leader === undefined
    ? phrase`The registry knows who is behind none of the places (${what}).`
    : phrase`${groupName(leader.group, by)} leads with ${share(leader.share)} of the places (${what}); individuals take ${share(individuals(main)?.share ?? 0)}; of ${share(unknown)} it is not known.`;
}

function individuals(main: readonly Standing[]): Standing | undefined {
  return main.find(({ group }) => group === INDIVIDUALS);
}

/** What is published of trending models, in no form that a tolerance could be set for: docs/reports/trending.md. */
function claimFacts(main: readonly Standing[], { by }: Params): Fact[] {
  const china = main.find(({ group }) => group === 'CN');
  const korea = main.find(({ group }) => group === 'KR');
  const ofCountries: Fact[] = [
    {
      key: 'share_china_either',
      label: 'from China or on a Chinese base',
      kind: 'share',
      value: china?.share_by_either ?? 0,
      note: 'published: the majority, 2025 (HF, Spring 2026)',
    },
    {
      key: 'korea_at_once',
      label: 'most from South Korea at once',
      kind: 'index',
      value: korea?.most_at_once ?? 0,
      note: 'published: 3, February 2026 (HF, Spring 2026)',
    },
  ];
  return main.length === 0
    ? []
    : [
        ...(by === 'country' ? ofCountries : []),
        {
          key: 'rank_individuals',
          label: 'rank of individuals as a class',
          kind: 'integer',
          value: individuals(main)?.rank ?? null,
          note: 'published: the fourth (HF, Spring 2026)',
        },
      ];
}

function listFacts({ lists }: TrendingResult): Fact[] {
  return lists.map(({ list, lists: number }) => ({
    key: `lists_${list.replaceAll(' ', '_')}`,
    label: `lists: ${list}`,
    kind: 'integer',
    value: number,
  }));
}

function groupName(group: string | null, by: GroupBy): string {
  if (group === null) return 'unknown';
  return by === 'country' && group !== INDIVIDUALS ? countryName(group) : group;
}

const shareColumns: Column[] = [
  { key: 'slots', label: 'places', kind: 'index' },
  { key: 'share', label: 'share', kind: 'share' },
  { key: 'share_by_root', label: 'by root base', kind: 'share' },
  { key: 'share_by_either', label: 'by either', kind: 'share' },
];

function standingTable({ standings }: TrendingResult, by: GroupBy): Table {
  return {
    name: 'standings',
    title: 'Who makes them',
    columns: [
      { key: 'list', label: 'list', kind: 'text', words: true },
      { key: 'rank', label: 'rank', kind: 'integer', absent: '' },
      { key: 'group', label: by, kind: 'text', ...(by !== 'entity' && { words: true }) },
      ...shareColumns,
      { key: 'low', label: 'at least', kind: 'share', absent: '' },
      { key: 'high', label: 'at most', kind: 'share', absent: '' },
      { key: 'most_at_once', label: 'most at once', kind: 'index' },
      { key: 'most_at_once_on', label: 'on', kind: 'text', absent: '' },
    ],
    rows: standings.map((row) => ({ ...row })),
  };
}

function weekTable({ weeks }: TrendingResult, by: GroupBy): Table {
  return {
    name: 'weeks',
    title: 'Week by week',
    columns: [
      { key: 'list', label: 'list', kind: 'text', words: true },
      { key: 'week', label: 'week from', kind: 'date' },
      { key: 'group', label: by, kind: 'text', ...(by !== 'entity' && { words: true }) },
      ...shareColumns,
    ],
    rows: weeks.map((row) => ({ ...row })),
    detail: true,
  };
}
