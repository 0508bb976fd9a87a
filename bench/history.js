// A year of nights: what one adds to the store, and how long it takes to read them back.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { openRegistry } from '../dist/cli/run-registry.js';
import { systemClock } from '../dist/clock.js';
import { concentration } from '../dist/reports/concentration.js';
import { seriesReport } from '../dist/reports/series.js';
import { nightColumnNames } from '../dist/store/night-columns.js';
import { NightReader } from '../dist/store/night-reader.js';
import { listNights } from '../dist/store/night.js';
import { openForWriting } from '../dist/store/open.js';
import { addNights } from './add-nights.js';
import { preparedStore } from './ingest.js';
import { heading, note, number, row, summary, timedWarm } from './measure.js';

const context = { registry: () => openRegistry(process.env, undefined, 'default') };
const EXTRAPOLATED = { nights: 1000, models: 10_000_000 };

export async function benchHistory(bench) {
  const { models, nights, scratch, quick } = bench;
  heading(`history: ${number(nights)} nights of ${number(models)} models, a fifth of them changed a night`);
  const path = join(scratch, 'history.db');
  copyFileSync(await preparedStore(bench, models), path);
  const store = openForWriting({ path, clock: systemClock, command: 'bench' });
  try {
    const added = addNights(store.db, nights - 1);
    const bytes = added.map((night) => night.bytes);
    const result = {
      models,
      nights,
      changed_a_night: Math.round(mean(added.map(({ changed }) => changed))),
      write_s: row(
        'a night: time to write its columns',
        added.map(({ seconds }) => seconds),
        's',
      ),
      night_bytes: summary(bytes),
      mean_night_bytes: mean(bytes),
    };
    row(
      'a night: size',
      bytes.map((each) => each / 1e6),
      'MB',
    );
    row('a night on average, keyframes included', [result.mean_night_bytes / 1e6], 'MB');
    result.read = reads(store.db, quick ? 1 : 5);
    result.extrapolated = extrapolate(result);
    const { megabytes, series_s, all_columns_s } = result.extrapolated;
    note(
      `  extrapolated to ${number(EXTRAPOLATED.nights)} nights of ${number(EXTRAPOLATED.models)} models: ` +
        `${number(megabytes)} MB, all columns as of a night ${number(all_columns_s)} s, a series ${number(series_s)} s`,
    );
    return result;
  } finally {
    store.close();
  }
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

function reads(db, runs) {
  const nights = listNights(db);
  const [best, worst] = chainEnds(db, nights);
  const asOf = ({ date }) => NightReader.open(db, { asOf: date });
  const everyColumn = (night) => {
    const reader = asOf(night);
    for (const name of nightColumnNames) reader.column(name);
  };
  const [from, to] = [nights[Math.floor(nights.length / 2)], nights.at(-1)];
  const name = db
    .prepare('SELECT name FROM model WHERE model_key = (SELECT max(model_key) / 2 FROM model)')
    .pluck()
    .get();
  const measured = (what, work) => row(what, timedWarm(runs, work), 's');
  return {
    column_newest_s: measured('one column of the newest night', () =>
      asOf(nights.at(-1)).column('downloads_30d'),
    ),
    column_best_s: measured('one column as of a night, on a keyframe', () =>
      asOf(best).column('downloads_30d'),
    ),
    column_worst_s: measured('one column as of a night, at the end of a chain', () =>
      asOf(worst).column('downloads_30d'),
    ),
    all_columns_s: measured('all columns as of a night, at the end of a chain', () => everyColumn(worst)),
    window_s: measured('concentration --metric window --by author', () =>
      concentration.run(
        NightReader.open(db),
        { metric: 'window', by: 'author', from: from.date, to: to.date },
        context,
      ),
    ),
    series_s: measured('series of one model over all nights', () =>
      seriesReport([name]).run(NightReader.open(db), {}, context),
    ),
  };
}

/** A night whose chunks begin a chain, and the one farthest from where its chain begins; the newest is kept whole besides. */
function chainEnds(db, nights) {
  const keyframe = db
    .prepare(
      `SELECT max(night_key) FROM night_column
       WHERE column_name = 'downloads_30d' AND chunk = 0 AND substr(data, 2, 1) = x'00' AND night_key <= ?`,
    )
    .pluck();
  const ranked = nights
    .slice(0, -1)
    .map((night) => ({ night, links: night.nightKey - keyframe.get(night.nightKey) }))
    .sort((a, b) => a.links - b.links || b.night.nightKey - a.night.nightKey);
  return [ranked[0].night, ranked.at(-1).night];
}

/** Everything is proportional: the size to nights and models, a night to the models, a series to the nights. */
function extrapolate({ models, nights, mean_night_bytes, read }) {
  const [byNights, byModels] = [EXTRAPOLATED.nights / nights, EXTRAPOLATED.models / models];
  return {
    ...EXTRAPOLATED,
    megabytes: (EXTRAPOLATED.nights * mean_night_bytes * byModels) / 1e6,
    all_columns_s: read.all_columns_s.median * byModels,
    window_s: read.window_s.median * byModels,
    series_s: read.series_s.median * byNights,
  };
}
