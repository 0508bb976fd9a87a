import type { Answer } from './report.js';
import { NEW_OF_EACH_WEEK, type Params, type TrendingResult, type WeekRow } from './trending-result.js';
import { INDIVIDUALS } from './trending-slots.js';

type AnswerOf = (result: TrendingResult, params: Params) => Answer;

/** The Mondays of the first and the last week that begin in 2025. */
const WEEKS_2025 = { first: '2025-01-06', last: '2025-12-29' };

const WEEK_MS = 7 * 86_400_000;

/** What is told of the lists of the weeks of 2025, by country. */
function of2025(read: (rows: readonly WeekRow[]) => Answer): AnswerOf {
  return ({ night, weeks }, { by, rank, top, weeks: asked }) => {
    if (by !== 'country' || rank !== 'likes' || top !== 20) {
      return { not: 'published of countries and individuals; see --by country' };
    }
    if (night < '2025-12-31') return { not: `the year 2025 is not over on ${night}` };
    const rows = weeks.filter(
      ({ list, week }) => list === NEW_OF_EACH_WEEK && week >= WEEKS_2025.first && week <= WEEKS_2025.last,
    );
    const reachesBack = Date.parse(night) - (asked - 1) * WEEK_MS <= Date.parse(WEEKS_2025.first);
    return reachesBack
      ? read(rows)
      : { not: 'the lists do not reach back to January 2025; see a larger --weeks' };
  };
}

/** Places of each known group. */
function slotsByGroup(rows: readonly WeekRow[]): Map<string, number> {
  const slots = new Map<string, number>();
  for (const { group, slots: held } of rows) {
    if (group !== null) slots.set(group, (slots.get(group) ?? 0) + held);
  }
  return slots;
}

function rankOfIndividuals(rows: readonly WeekRow[]): Answer {
  const slots = slotsByGroup(rows);
  const own = slots.get(INDIVIDUALS) ?? 0;
  if (own === 0) return { not: 'no individual has a place in these lists' };
  return 1 + [...slots.values()].filter((held) => held > own).length;
}

/** Of all places, those of a Chinese model or of one with a Chinese root. */
function chineseShare(rows: readonly WeekRow[]): Answer {
  const totals = new Map<string, number>();
  for (const { week, slots } of rows) totals.set(week, (totals.get(week) ?? 0) + slots);
  const total = rows.reduce((sum, { slots }) => sum + slots, 0);
  const held = rows
    .filter(({ group }) => group === 'CN')
    .reduce((sum, { week, share_by_either }) => sum + (share_by_either ?? 0) * (totals.get(week) ?? 0), 0);
  return total === 0 ? { not: 'not defined here: nothing is counted' } : held / total;
}

/** Places of South Korea in one list of the trending models, at most. */
const koreanAtOnce: AnswerOf = ({ standings, lists }, { by, top }) => {
  if (by !== 'country' || top !== 20) {
    return { not: 'published of countries and individuals; see --by country' };
  }
  if (!lists.some(({ list, slots }) => list === 'trending' && slots > 0)) {
    return { not: 'no model has a count' };
  }
  const own = standings.find(({ list, group }) => list === 'trending' && group === 'KR');
  return own?.most_at_once ?? 0;
};

export const trendingAnswers: Readonly<Record<string, AnswerOf>> = {
  W6: of2025(rankOfIndividuals),
  N7: of2025(chineseShare),
  N10: koreanAtOnce,
};
