import { z } from 'zod';
import { MissingDataError, UsageError } from '../errors.js';
import { dateOf, type Night } from '../store/night.js';
import type { NightReader } from '../store/night-reader.js';
import { DAY_S, SENTINEL_S } from './creation.js';
import { metricColumn, metricLabel } from './metric.js';
import { defineReport, type ReportContext } from './report.js';
import { trendingAnswers } from './trending-answers.js';
import { SlotHolders } from './trending-holders.js';
import {
  groupings,
  NEW_OF_EACH_WEEK,
  type ListName,
  type ListSummary,
  type Params,
  rankings,
  type TrendingResult,
} from './trending-result.js';
import { type Slot, SlotTally, topSlots } from './trending-slots.js';
import { trendingView } from './trending-view.js';

const AGES_DAYS = ['7', '30'];
const WEEK_DAYS = 7;
/** Twenty years: more than the Hub has. */
const MOST_WEEKS = 1040;
/** 1970-01-01 was a Thursday. */
const MONDAY_OFFSET = 3;

const params = z.object({
  by: z.enum(groupings).default('country').describe('who holds the places: countries, types or bodies'),
  top: z.number().int().min(1).default(20).describe('how many places a list has'),
  rank: z.enum(rankings).default('likes').describe('by what new models are ranked'),
  weeks: z.number().int().min(1).max(MOST_WEEKS).default(52).describe('how many weeks back the lists go'),
  age: z
    .array(z.string())
    .optional()
    .describe('rank the models younger than so many days; may be repeated (default: 7 and 30)'),
});

export const trending = defineReport<typeof params.shape, TrendingResult>({
  name: 'trending',
  question: 'Who makes the new hits?',
  definition:
    'Shares of the places in lists of the top n. Trending: the models with the largest trendingScore of each night of the ' +
    'store. New: the models created in each week, Monday to Sunday, by what they have on the newest night, which takes no ' +
    'history; and those younger than so many days. A place is of whoever uploaded the model, by the author of that night and ' +
    'the registry (docs/registry.md) on that day, and beside it of whoever uploaded the base at its root. Individuals are one ' +
    'class, wherever they are. Models tied for the last places share them; nothing at zero has one. Unknown stays in the ' +
    'denominator.',
  examples: [
    'oai report trending',
    'oai report trending --by type --weeks 12',
    'oai report trending --by entity --rank 30d --age 90',
    'oai report trending --format csv --table weeks -o weeks.csv',
  ],
  params,
  usesRegistry: true,
  compute,
  view: trendingView,
  answers: trendingAnswers,
});

/** A list to be, or why there is none. */
interface Counted {
  list: ListName;
  tally: SlotTally;
  lacking: string;
}

function compute(night: NightReader, params: Params, context: ReportContext): TrendingResult {
  const ages = (params.age ?? AGES_DAYS).map(parseAge);
  const noScore = scoredNights(night).length === 0 ? 'no night has a trendingScore' : '';
  const noRank = [
    ...(night.count(metricColumn(params.rank)) === 0 ? [`no model has ${metricLabel(params.rank)}`] : []),
    ...(night.count('created_at') === 0 ? ['no model has createdAt'] : []),
  ].join(', ');
  if (noScore !== '' && noRank !== '') {
    throw new MissingDataError(`Nothing of the night ${night.night.date} tells what is new or trending.`, {
      why: `${night.run.endpoint}: ${noScore}, ${noRank}.`,
      todo: 'Choose another --rank (likes, 30d, all-time), or crawl an endpoint that has the fields.',
    });
  }
  const holders = new SlotHolders(night, context.registry());
  const counted: Counted[] = [
    {
      list: 'trending',
      tally: noScore === '' ? trendingSlots(night, params, holders) : new SlotTally(params.by),
      lacking: noScore,
    },
    {
      list: NEW_OF_EACH_WEEK,
      tally: noRank === '' ? weeklySlots(night, params, holders) : new SlotTally(params.by),
      lacking: noRank,
    },
    ...ages.map((days) => ({
      list: `younger than ${days} days`,
      tally: noRank === '' ? youngSlots(night, params, holders, days) : new SlotTally(params.by),
      lacking: noRank,
    })),
  ];
  const first = counted.find(({ tally }) => tally.total > 0)?.tally ?? new SlotTally(params.by);
  return {
    night: night.night.date,
    ranked_by: metricLabel(params.rank),
    lists: counted.map(({ list, tally, lacking }): ListSummary => ({
      list,
      lists: tally.lists,
      slots: tally.total,
      lacking: lacking === '' && tally.total === 0 ? 'no model qualifies' : lacking,
    })),
    standings: counted.flatMap(({ list, tally }) => tally.standings(list)),
    weeks: counted.slice(0, 2).flatMap(({ list, tally }) => tally.weeks(list)),
    coverage: first.coverage(),
    sways: first.sways(),
    lineage: holders.lineage,
  };
}

function parseAge(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new UsageError(`"${text}" is no age.`, { todo: 'Give --age a number of days such as 30.' });
}

/** A run of part of the Hub stands alone. */
function scoredNights(night: NightReader): Night[] {
  const nights = night.run.whole ? night.nights() : [night.night];
  return nights.filter(({ counts }) => (counts['trending_score'] ?? 0) > 0);
}

function trendingSlots(night: NightReader, { by, top, weeks }: Params, holders: SlotHolders): SlotTally {
  const tally = new SlotTally(by);
  const since = firstDay(night, weeks);
  const nights = scoredNights(night).filter(({ day }) => day >= since);
  const lists = Array.from(night.leaders('trending_score', top, nights), ([, { positions, values }]) =>
    slotsAmong(positions, values, top),
  );
  const authorKeys = authorKeysByNight(night, nights, holders.positionsOf(lists.flat()));
  for (const [index, each] of nights.entries()) {
    const keyOf = authorKeys[index] ?? (() => NaN);
    tally.add(holders.of(lists[index] ?? [], keyOf, each.date), mondayOf(each.day), each.date);
  }
  return tally;
}

/** The first of some models: positions and their values. */
function slotsAmong(positions: Int32Array | Uint32Array, values: Float64Array, top: number): Slot[] {
  return topSlots(values, top).map(({ position, weight }) => ({
    position: positions[position] ?? 0,
    weight,
  }));
}

/** The author that a model at one of the positions had on each of the nights; NaN where it was not there. */
function authorKeysByNight(
  night: NightReader,
  nights: readonly Night[],
  positions: readonly number[],
): ((position: number) => number)[] {
  const places = new Map(positions.map((position, place) => [position, place]));
  const keys = positions.map((position) => position + 1);
  return night.series('author_key', keys, nights).map(
    (values) =>
      (position: number): number =>
        values[places.get(position) ?? -1] ?? NaN,
  );
}

/** The weeks of creation from one night: each model is put into its week first, so that every list reads its own alone. */
function weeklySlots(night: NightReader, { by, top, rank, weeks }: Params, holders: SlotHolders): SlotTally {
  const tally = new SlotTally(by);
  const created = night.column('created_at');
  const values = night.column(metricColumn(rank));
  const since = firstDay(night, weeks);
  const weekOf = (position: number): number => {
    const createdS = created[position] ?? NaN;
    const day = Math.floor(createdS / DAY_S);
    const isCounted = createdS > SENTINEL_S && day >= since && day <= night.night.day;
    return isCounted && (values[position] ?? NaN) > 0 ? Math.floor((day - since) / WEEK_DAYS) : -1;
  };
  const ends = new Uint32Array(weeks + 1);
  for (let position = 0; position < values.length; position += 1) {
    const week = weekOf(position);
    if (week !== -1) ends[week + 1] = (ends[week + 1] ?? 0) + 1;
  }
  for (let week = 0; week < weeks; week += 1) ends[week + 1] = (ends[week + 1] ?? 0) + (ends[week] ?? 0);
  const filled = ends.slice(0, weeks);
  const members = new Uint32Array(ends[weeks] ?? 0);
  for (let position = 0; position < values.length; position += 1) {
    const week = weekOf(position);
    if (week === -1) continue;
    const at = filled[week] ?? 0;
    members[at] = position;
    filled[week] = at + 1;
  }
  const authorKeys = night.column('author_key');
  const keyOf = (position: number): number => authorKeys[position] ?? NaN;
  for (let week = 0; week < weeks; week += 1) {
    const own = members.subarray(ends[week], ends[week + 1]);
    if (own.length === 0) continue;
    const slots = slotsAmong(
      own,
      Float64Array.from(own, (position) => values[position] ?? NaN),
      top,
    );
    const monday = dateOf(since + week * WEEK_DAYS);
    tally.add(holders.of(slots, keyOf, night.night.date), monday, monday);
  }
  return tally;
}

function youngSlots(
  night: NightReader,
  { by, top, rank }: Params,
  holders: SlotHolders,
  days: number,
): SlotTally {
  const tally = new SlotTally(by);
  const created = night.column('created_at');
  const sinceS = Math.max((night.night.day - days + 1) * DAY_S, SENTINEL_S + 1);
  const untilS = (night.night.day + 1) * DAY_S;
  const values = night.column(metricColumn(rank)).map((value, position) => {
    const createdS = created[position] ?? NaN;
    return createdS >= sinceS && createdS < untilS ? value : NaN;
  });
  const { day, date } = night.night;
  const authorKeys = night.column('author_key');
  const keyOf = (position: number): number => authorKeys[position] ?? NaN;
  tally.add(holders.of(topSlots(values, top), keyOf, date), mondayOf(day), date);
  return tally;
}

/** The Monday with which the last `weeks` weeks begin, that of the night included. */
function firstDay(night: NightReader, weeks: number): number {
  return mondayBefore(night.night.day) - (weeks - 1) * WEEK_DAYS;
}

function mondayBefore(day: number): number {
  return day - ((day + MONDAY_OFFSET) % WEEK_DAYS);
}

function mondayOf(day: number): string {
  return dateOf(mondayBefore(day));
}
