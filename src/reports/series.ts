import { MissingDataError, UsageError } from '../errors.js';
import type { FoundModel } from '../store/found-models.js';
import { dateOf, isTrusted, type Night } from '../store/night.js';
import type { NightColumn } from '../store/night-columns.js';
import { type NightReader, parseDay } from '../store/night-reader.js';
import { authorMembers, type NightTally, type SeriesMember, tallyNights } from '../store/series.js';
import { defineReport, type Report } from './report.js';
import {
  type DayValue,
  seriesExamples,
  seriesMetrics,
  type SeriesParams,
  seriesParams,
  type SeriesResult,
} from './series-result.js';
import { seriesView } from './series-view.js';

/** The days of a series with the trusted night of each, the last one where a day has several. */
interface Span {
  days: number[];
  nights: Map<number, Night>;
  suspectDays: number;
}

/**
 * The time series of the models that `references` name (a name, a former name or an `_id`), or of one author.
 * Its `run` takes a night reader at the last day.
 */
export function seriesReport(references: readonly string[]): Report {
  return defineReport<typeof seriesParams.shape, SeriesResult>({
    name: 'series',
    question: 'How did it develop, night by night?',
    definition:
      'One row a calendar day (UTC) with the value of its trusted night. Nothing is interpolated: a day without such a ' +
      'night says "no night", a night without the model "absent", a model without the value "unknown". "stalled" marks a ' +
      'night on which no download counter of the Hub had moved. A model is found by its name, a former name or its _id; ' +
      'an author has on each night the models that bore its name then.',
    examples: seriesExamples,
    params: seriesParams,
    compute: (night, params) => compute(references, night, params),
    view: seriesView,
    answers: {},
  });
}

function compute(references: readonly string[], reader: NightReader, params: SeriesParams): SeriesResult {
  const { author } = params;
  if ((author === undefined) === (references.length === 0)) {
    throw new UsageError('A series is of models or of one author.', {
      todo: 'Name models, as in `oai series openai-community/gpt2`, or give --author.',
    });
  }
  const wanted =
    author === undefined
      ? findAll(reader, references).map((model) => ({
          name: model.name,
          hub_id: model.hubId,
          former_names: model.formerNames,
          members: [{ modelKey: model.modelKey, belongs: () => true }],
        }))
      : [{ name: author, hub_id: null, former_names: [], members: findAuthor(reader, author) }];
  const span = findSpan(reader, params);
  const { column, label } = seriesMetrics[params.metric];
  const nights = [...span.nights.values()].sort((a, b) => a.nightKey - b.nightKey);
  const series = wanted.map(({ members, ...names }) => {
    const tallies = new Map(
      tallyNights(reader, column, members, nights).map((tally) => [tally.night.nightKey, tally]),
    );
    return {
      ...names,
      days: span.days.map((day) => dayValue(day, tallies.get(span.nights.get(day)?.nightKey ?? NaN), column)),
    };
  });
  return {
    label,
    nights: nights.length,
    days_without_night: span.days.length - nights.length,
    suspect_days: span.suspectDays,
    stalled_nights: nights.filter(({ stalled }) => stalled).length,
    series,
  };
}

function findAll(reader: NightReader, references: readonly string[]): FoundModel[] {
  const found = new Map<number, FoundModel>();
  for (const reference of references) {
    const models = reader.findModels(reference);
    if (models.length === 0) {
      throw new MissingDataError(`There is no model ${reference} in this store.`, {
        why: 'No crawl saw that name, or that _id. Names are exact, as in author/model.',
        todo: 'Look the name up on the Hub; `oai crawl` brings what is new there.',
      });
    }
    for (const model of models) found.set(model.modelKey, model);
  }
  return [...found.values()];
}

function findAuthor(reader: NightReader, author: string): SeriesMember[] {
  const found = reader.modelsOfAuthor(author);
  if (found !== undefined && found.models.length > 0) return authorMembers(found);
  throw new MissingDataError(`There is no author ${author} in this store.`, {
    why: 'No crawl saw a model of that namespace. Names are exact.',
    todo: 'Look the name up on the Hub; `oai crawl` brings what is new there.',
  });
}

/** From the first day asked for, or of the history, to the night of `reader`. */
function findSpan(reader: NightReader, { from, to }: SeriesParams): Span {
  if (from !== undefined && to !== undefined && parseDay(from) > parseDay(to)) {
    throw new UsageError(`${from} is after ${to}.`, { todo: 'Exchange --from and --to.' });
  }
  const { night } = reader;
  const history = reader
    .allNights()
    .filter((each) => isTrusted(each) && each.nightKey <= night.nightKey && each.day <= night.day);
  const nights = new Map(history.map((each) => [each.day, each]));
  const begin = Math.min(...nights.keys());
  const first = from === undefined ? begin : Math.max(begin, parseDay(from));
  if (first > night.day) {
    throw new MissingDataError(`This store has no night from ${from ?? ''} on.`, {
      why: `The newest one that can be trusted, at or before the end, is ${night.date}.`,
      todo: 'Choose an earlier --from; `oai runs` lists the crawls.',
    });
  }
  const days = Array.from({ length: night.day - first + 1 }, (_, index) => first + index);
  const suspect = new Set(
    reader
      .allNights()
      .filter(({ whole, quality, day }) => whole && quality === 'suspect' && day >= first && day <= night.day)
      .map(({ day }) => day),
  );
  return {
    days,
    nights: new Map([...nights].filter(([day]) => day >= first)),
    suspectDays: [...suspect].filter((day) => !nights.has(day)).length,
  };
}

function dayValue(day: number, tally: NightTally | undefined, column: NightColumn): DayValue {
  const night = dateOf(day);
  if (tally === undefined) return { night, value: null, state: 'no night', models: null, lacking: null };
  const { models, lacking } = tally;
  if (models === 0) return { night, value: null, state: 'absent', models, lacking };
  if (lacking === models) return { night, value: null, state: 'unknown', models, lacking };
  const stalled = tally.night.stalled && column.startsWith('downloads');
  return { night, value: tally.value, state: stalled ? 'stalled' : 'seen', models, lacking };
}
