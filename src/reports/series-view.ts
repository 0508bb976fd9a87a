import type { Chart } from './chart.js';
import { integer, asName, type Phrase, phrase } from './phrase.js';
import { type Series, seriesMetrics, type SeriesParams, type SeriesResult } from './series-result.js';
import type { Column, Table, View } from './types.js';

/** The series as tables by night, a sparkline each, and what is to be known of the days without a value. */
export function seriesView(result: SeriesResult, params: SeriesParams): View {
  const { series, label } = result;
  return {
    finding: finding(result),
    definition: [
      phrase`metric: ${label}`,
      params.author === undefined
        ? phrase`a model is its _id, whatever its name`
        : phrase`the sum over the models that had the author's name on each night`,
    ],
    facts: [
      { key: 'nights', label: 'nights', kind: 'integer', value: result.nights },
      {
        key: 'days_without_night',
        label: 'days without a night',
        kind: 'integer',
        value: result.days_without_night,
      },
      { key: 'stalled_nights', label: 'stalled nights', kind: 'integer', value: result.stalled_nights },
    ],
    tables: params.author === undefined ? modelTables(series, params) : [authorTable(series, params)],
    charts: series.map(({ name, hub_id, days }): Chart => ({
      kind: 'series',
      title:
        series.length > 1 && hub_id !== null
          ? phrase`${asName(name)} (${asName(hub_id)})`
          : phrase`${asName(name)}`,
      quantity: label,
      points: days.map(({ night, value }) => ({ date: night, value })),
    })),
    caveats: caveats(result, params),
    next: result.suspect_days > 0 ? ['oai runs'] : [],
  };
}

function finding({ series, label, nights, days_without_night }: SeriesResult): Phrase {
  const [only] = series;
  if (only === undefined || series.length > 1) {
    return phrase`${integer(series.length)} models over ${integer(nights)} nights and ${integer(days_without_night)} days without one.`;
  }
  const known = only.days.filter(({ value }) => value !== null);
  const [first, last, newest] = [known[0], known.at(-1), only.days.at(-1)];
  if (first === undefined || last === undefined)
    return phrase`No night here has ${label} of ${asName(only.name)}.`;
  const since = first === last ? phrase`` : phrase`, ${integer(first.value)} on ${first.night}`;
  const now = newest === last ? phrase`.` : phrase` (${newest?.state ?? ''} on ${newest?.night ?? ''}).`;
  return phrase`${asName(only.name)}: ${integer(last.value)} ${label} on ${last.night}`.concat(since, now);
}

function valueColumns({ metric }: SeriesParams): Column[] {
  const { column, label } = seriesMetrics[metric];
  return [
    { key: column, label, kind: 'integer', absent: '' },
    { key: 'state', label: 'state', kind: 'text', words: true },
  ];
}

function modelTables(series: readonly Series[], params: SeriesParams): Table[] {
  const { column } = seriesMetrics[params.metric];
  return [
    {
      name: 'series',
      title: 'Night by night',
      columns: [
        { key: 'night', label: 'night', kind: 'date' },
        { key: 'model', label: 'model', kind: 'text' },
        ...valueColumns(params),
        { key: 'hub_id', label: '_id', kind: 'text' },
      ],
      rows: series.flatMap(({ name, hub_id, days }) =>
        days.map(({ night, value, state }) => ({ night, model: name, [column]: value, state, hub_id })),
      ),
    },
    {
      name: 'models',
      title: 'Models',
      columns: [
        { key: 'model', label: 'model', kind: 'text' },
        { key: 'hub_id', label: '_id', kind: 'text' },
        { key: 'former_names', label: 'former names', kind: 'text', absent: '' },
      ],
      rows: series.map(({ name, hub_id, former_names }) => ({
        model: name,
        hub_id,
        former_names: former_names.join(', ') || null,
      })),
    },
  ];
}

function authorTable(series: readonly Series[], params: SeriesParams): Table {
  const { column } = seriesMetrics[params.metric];
  return {
    name: 'series',
    title: 'Night by night',
    columns: [
      { key: 'night', label: 'night', kind: 'date' },
      { key: 'author', label: 'author', kind: 'text' },
      ...valueColumns(params),
      { key: 'models', label: 'models', kind: 'integer', absent: '' },
      { key: 'lacking', label: 'of them lack it', kind: 'integer', absent: '' },
    ],
    rows: series.flatMap(({ name, days }) =>
      days.map(({ night, value, state, models, lacking }) => ({
        night,
        author: name,
        [column]: value,
        state,
        models,
        lacking,
      })),
    ),
  };
}

function caveats(result: SeriesResult, { from, to }: SeriesParams): Phrase[] {
  const days = result.series[0]?.days ?? [];
  const [begin, end] = [days[0]?.night, days.at(-1)?.night];
  return [
    ...(from !== undefined && begin !== undefined && from < begin
      ? [phrase`The history of this store begins on ${begin}.`]
      : []),
    ...(to !== undefined && end !== undefined && to > end
      ? [phrase`The newest night at or before ${to} is ${end}.`]
      : []),
    ...(result.suspect_days > 0
      ? [
          phrase`On ${integer(result.suspect_days)} of the days without a night there was a crawl, but a suspect one.`,
        ]
      : []),
  ];
}
