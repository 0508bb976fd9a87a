import type { Chart, StackedAreaChart } from './chart.js';
import { type Phrase, phrase, share } from './phrase.js';
import type { Standing, TrendingResult, WeekRow } from './trending-result.js';

const BARS = 15;
/** Groups with a part of their own; with the others and the unknown they are seven. */
const PARTS = 5;
const WEEK_MS = 7 * 86_400_000;

/**
 * @param main the standings of the list that the finding is of
 * @param nameOf a group, null for the unknown
 */
export function trendingCharts(
  { weeks }: TrendingResult,
  main: readonly Standing[],
  nameOf: (group: string | null) => string,
  areNames: boolean,
): Chart[] {
  const words = areNames ? { words: ['other', 'unknown'] } : {};
  return [
    ...weekCharts(weeks, main, nameOf).map((chart) => ({ ...chart, ...words })),
    {
      ...words,
      kind: 'bar',
      title: barTitle(main, nameOf),
      valueKind: 'share',
      bars: main.slice(0, BARS).flatMap(({ group, share: value, low, high }) => {
        if (value === null) return [];
        const bounds = low === null || high === null ? {} : { low, high };
        return [{ label: nameOf(group), value, ...bounds }];
      }),
    },
  ];
}

function barTitle(main: readonly Standing[], nameOf: (group: string | null) => string): Phrase {
  const leader = main.find(({ rank }) => rank === 1);
  return leader === undefined
    ? phrase`Nobody known has a place`
    : phrase`${nameOf(leader.group)} has ${share(leader.share)} of the places of the list ${leader.list}`;
}

/** The main list week by week; a list without weeks is that of the models created in each. */
function weekCharts(
  rows: readonly WeekRow[],
  main: readonly Standing[],
  nameOf: (group: string | null) => string,
): StackedAreaChart[] {
  const weeksOf = (list: string | undefined): string[] => [
    ...new Set(rows.filter((row) => row.list === list).map(({ week }) => week)),
  ];
  const list = [main[0]?.list, ...rows.map((row) => row.list)].find((each) => weeksOf(each).length > 1);
  const own = rows.filter((row) => row.list === list);
  const weeks = weeksOf(list);
  const [first, last] = [weeks[0], weeks.at(-1)];
  if (first === undefined || last === undefined) return [];
  const places = new Map<string | null, number>();
  for (const { group, slots } of own) places.set(group, (places.get(group) ?? 0) + slots);
  const groups = [...places]
    .filter(([group]) => group !== null)
    .sort(([a, held], [b, others]) => others - held || (nameOf(a) < nameOf(b) ? -1 : 1))
    .map(([group]) => group)
    .slice(0, PARTS);
  const all = [...places.values()].reduce((sum, held) => sum + held, 0);
  const [leader = null] = groups;
  return [
    {
      kind: 'stacked-area',
      title: phrase`${nameOf(leader)} has ${share((places.get(leader) ?? 0) / all)} of the places week by week (${list ?? ''})`,
      quantity: 'places',
      parts: [...groups.map(nameOf), 'other', 'unknown'],
      points: everyWeek(first, last).map((week) => {
        const held = own.filter((row) => row.week === week);
        const partOf = (isOne: (group: string | null) => boolean): number | null =>
          held.length === 0
            ? null
            : held.filter(({ group }) => isOne(group)).reduce((sum, row) => sum + (row.share ?? 0), 0);
        return {
          period: week,
          shares: [
            ...groups.map((group) => partOf((each) => each === group)),
            partOf((each) => each !== null && !groups.includes(each)),
            partOf((each) => each === null),
          ],
        };
      }),
    },
  ];
}

/** Mondays, both ends included. */
function everyWeek(first: string, last: string): string[] {
  const [from, to] = [Date.parse(first), Date.parse(last)];
  return Array.from({ length: Math.round((to - from) / WEEK_MS) + 1 }, (_, index) =>
    new Date(from + index * WEEK_MS).toISOString().slice(0, 10),
  );
}
