// The pages of two nights of a generated Hub, written once: newest first, a thousand models a page, as the Hub sends them.
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listingFields } from '../dist/crawl/crawl-models.js';
import { draw } from '../dist/local-hub/draw.js';
import { generatedSource } from '../dist/local-hub/generated-source.js';
import { wireShape } from '../dist/local-hub/wire-shape.js';
import { heading, note, number, row, timed } from './measure.js';

export const PAGE_SIZE = 1000;
const SEED = 1;
/** At three million models 650,000 authors and 95,000 tags; in proportion at other sizes. */
const AUTHORS_A_MODEL = 650_000 / 3_000_000;
const TAGS_A_MODEL = 95_000 / 3_000_000;

const CHANGED = 0.2;
const NEW = 0.001;
const GONE = 0.0005;
/** Of all models, those whose tags and date of change are other ones on the second night. */
const RETAGGED = 0.003;
const LIKED_OF_CHANGED = 0.05;

const Purpose = { Changed: 900, Gone: 901, Retagged: 902, Liked: 903, Delta: 904, Sign: 905 };
const BY_ID = { key: '_id', ascending: false };
const NO_FILTERS = { search: [], tags: [] };

/** The Hub of both nights; its newest models, from index `models` on, appear on the second alone. */
export function generatedHub(models) {
  const hub = {
    models: models + Math.ceil(models * NEW),
    seed: SEED,
    authors: Math.ceil(models * AUTHORS_A_MODEL),
    tags: Math.ceil(models * TAGS_A_MODEL),
  };
  return { ...hub, source: generatedSource(hub) };
}

/**
 * The pages of one night, in `folder`; written unless they are there.
 * @returns where they are, how many models and bytes, and the last `_id` of each page
 */
export function preparePages(folder, models, night) {
  const path = join(folder, `${models}-models-night-${night}`);
  const manifestFile = join(path, 'manifest.json');
  const made = madeBy();
  if (existsSync(manifestFile)) {
    const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));
    if (manifest.made === made) return { path, ...manifest };
  }
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
  const { seconds, result } = timed(() => writeNight(path, models, night));
  const manifest = { made, models: result.models, bytes: result.bytes, lastIds: result.lastIds };
  writeFileSync(manifestFile, JSON.stringify(manifest));
  note(
    `wrote ${number(result.models)} models of night ${night} in ${number(seconds)} s: ${number(result.bytes / 1e6)} MB`,
  );
  return { path, ...manifest };
}

export const pageFile = (path, page) => join(path, `${String(page).padStart(5, '0')}.json`);

function writeNight(path, models, night) {
  const shape = wireShape('listing', { expand: listingFields, full: false });
  const written = { models: 0, bytes: 0, lastIds: [] };
  const flush = (rows) => {
    const text = JSON.stringify(rows);
    writeFileSync(pageFile(path, written.lastIds.length), text);
    written.models += rows.length;
    written.bytes += Buffer.byteLength(text);
    written.lastIds.push(rows.at(-1)._id);
  };
  let page = [];
  for (const [index, model] of newestFirst(generatedHub(models))) {
    const wanted = night === 1 ? index < models : draw(SEED, index, Purpose.Gone) >= GONE;
    if (!wanted) continue;
    page.push(shape(night === 1 ? model : nextNight(model, index)));
    if (page.length < PAGE_SIZE) continue;
    flush(page);
    page = [];
  }
  if (page.length > 0) flush(page);
  return written;
}

function* newestFirst({ source, models }) {
  let index = models;
  let cursor;
  while (index > 0) {
    const query = { order: BY_ID, filters: NO_FILTERS, limit: PAGE_SIZE };
    const rows = source.page(cursor === undefined ? query : { ...query, cursor });
    for (const model of rows) yield [(index -= 1), model];
    cursor = [[{ field: '_id', operator: 'below', value: rows.at(-1)._id }]];
  }
}

/** The model a night later: a fifth of them changed. */
function nextNight(model, index) {
  const chance = (purpose) => draw(SEED, index, purpose);
  let next = model;
  if (chance(Purpose.Changed) < CHANGED) {
    const added = 1 + Math.floor((model.downloads * chance(Purpose.Delta)) / 30);
    const change = chance(Purpose.Sign) < 0.5 ? added : -Math.min(added, model.downloads);
    next = {
      ...next,
      downloads: model.downloads + change,
      downloadsAllTime: model.downloadsAllTime + added,
      likes: model.likes + (chance(Purpose.Liked) < LIKED_OF_CHANGED ? 1 : 0),
    };
  }
  if (chance(Purpose.Retagged) < RETAGGED) {
    const tags = [...model.tags.slice(0, -1), 'topic-of-the-second-night', 'region:us'];
    next = { ...next, tags, lastModified: '2026-09-18T00:00:00.000Z' };
  }
  return next;
}

/** Changes with whatever decides the content of the pages. */
function madeBy() {
  const files = [
    './pages.js',
    '../dist/local-hub/generated-model.js',
    '../dist/local-hub/generated-names.js',
    '../dist/local-hub/draw.js',
  ];
  const hash = createHash('sha256').update(listingFields.join());
  for (const file of files) hash.update(readFileSync(new URL(file, import.meta.url)));
  return hash.digest('hex').slice(0, 16);
}

export function benchPages({ models, pages }) {
  heading(`pages: ${number(models)} models`);
  const nights = [1, 2].map((night) => pages(models, night));
  const bytes = row(
    'JSON of a page',
    nights.map((night) => night.bytes / night.models),
    'bytes/model',
  );
  return {
    models,
    authors: Math.ceil(models * AUTHORS_A_MODEL),
    tags: Math.ceil(models * TAGS_A_MODEL),
    bytes_a_model: bytes.median,
  };
}
