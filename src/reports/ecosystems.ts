import { z } from 'zod';
import { MissingDataError } from '../errors.js';
import { BitSet } from '../statistics/bit-set.js';
import { concentration } from '../statistics/concentration.js';
import { ratio } from '../statistics/ratio.js';
import type { NightReader } from '../store/night-reader.js';
import { creationIndex, DAY_S } from './creation.js';
import { exclusiveKinds, type Group, groupsOf, type Kind, kinds } from './ecosystems-groups.js';
import type { Ecosystem, EcosystemsResult, KindRow, Pair, Part } from './ecosystems-result.js';
import { ecosystemsView } from './ecosystems-view.js';
import { metricParams, readMetric } from './metric.js';
import { defineReport } from './report.js';

const params = z.object({
  ...metricParams,
  by: z.enum(kinds).optional().describe('one kind of sub-ecosystem instead of all four'),
});
type Params = z.output<typeof params>;

/** So many of each kind are measured and compared, two by two. */
const LARGEST = 15;
const TOP = 10;
const GROWTH_DAYS = 365;

export const ecosystems = defineReport<typeof params.shape, EcosystemsResult>({
  name: 'ecosystems',
  question: 'Into which sub-ecosystems does the Hub fall?',
  definition:
    'The public models of the night by declared language (ISO 639-1), pipeline tag, library, and domain (data/domains.csv: a model is of ' +
    'a domain when it carries one of its tags). A model is in as many of them as it declares. Of the 15 with the most models of each kind: models, ' +
    'downloads, authors, models created in the last 365 days over those before, and how concentrated the downloads are inside. ' +
    'Overlap of two: the models in both over those of the smaller, and over those of either (Jaccard).',
  examples: [
    'oai report ecosystems',
    'oai report ecosystems --by domain --metric all-time',
    'oai report ecosystems --format csv --table pairs -o overlap.csv',
  ],
  params,
  compute,
  view: ecosystemsView,
  answers: {
    D12: () => ({ not: 'the document gives no figure: it says that there are overlapping sub-ecosystems' }),
  },
});

/** One of the largest, and its models of the night. */
interface Largest {
  kind: Kind;
  group: Group;
  part: Part;
  members: BitSet;
}

function compute(night: NightReader, { by, ...metric }: Params): EcosystemsResult {
  const { values, summary } = readMetric(night, metric);
  const asked = by === undefined ? kinds : [by];
  const all = partWhere(values, () => true);
  const inAnyKind = new Uint8Array(values.length);
  const surveyed = asked.map((kind) => survey(night, kind, values, all, inAnyKind));
  const inAny = partWhere(values, (position) => (inAnyKind[position] ?? 0) > 0);
  if (inAny.models === 0) {
    throw new MissingDataError(
      `No model of the night ${night.night.date} declares a ${by ?? 'language, task, library or domain'}.`,
      {
        why: `${night.run.endpoint} sent none.`,
        todo: 'Crawl an endpoint that has pipeline_tag, library_name and tags.',
      },
    );
  }
  const largest = surveyed.flatMap((each) => each.largest);
  const measure = measurer(night, values, all);
  return {
    counted: summary,
    all,
    in_any: inAny,
    in_several: partWhere(values, (position) => (inAnyKind[position] ?? 0) > 1),
    kinds: surveyed.map(({ row }) => row),
    ecosystems: largest.map(measure),
    pairs: pairsOf(largest),
  };
}

/** @param inAnyKind raised at each position by the groups of this kind that it is in */
function survey(
  night: NightReader,
  kind: Kind,
  values: Float64Array,
  all: Part,
  inAnyKind: Uint8Array,
): { row: KindRow; largest: Largest[] } {
  const inKind = new Uint8Array(values.length);
  const found = groupsOf(night, kind)
    .map((group) => ({ group, part: partAt(values, group.positions, [inKind, inAnyKind]) }))
    .filter(({ part }) => part.models > 0)
    .sort(
      (a, b) =>
        b.part.models - a.part.models ||
        b.part.downloads - a.part.downloads ||
        (a.group.name < b.group.name ? -1 : 1),
    );
  const any = partWhere(values, (position) => (inKind[position] ?? 0) > 0);
  const several = partWhere(values, (position) => (inKind[position] ?? 0) > 1).models;
  return {
    row: {
      kind,
      ecosystems: found.length,
      ...any,
      share_models: ratio(any.models, all.models),
      share: ratio(any.downloads, all.downloads),
      models_in_several: several,
      share_in_several: ratio(several, any.models),
    },
    largest: found.slice(0, LARGEST).map(({ group, part }) => {
      const members = new BitSet(values.length);
      members.addAll(group.positions.filter((position) => !Number.isNaN(values[position] ?? NaN)));
      return { kind, group, part, members };
    }),
  };
}

function partAt(values: Float64Array, positions: Uint32Array, raised: readonly Uint8Array[]): Part {
  const part = { models: 0, downloads: 0 };
  for (const position of positions) {
    const value = values[position] ?? NaN;
    if (Number.isNaN(value)) continue;
    part.models += 1;
    part.downloads += value;
    for (const counts of raised) counts[position] = Math.min(255, (counts[position] ?? 0) + 1);
  }
  return part;
}

function partWhere(values: Float64Array, holds: (position: number) => boolean): Part {
  const part = { models: 0, downloads: 0 };
  for (let position = 0; position < values.length; position += 1) {
    const value = values[position] ?? NaN;
    if (Number.isNaN(value) || !holds(position)) continue;
    part.models += 1;
    part.downloads += value;
  }
  return part;
}

/** Looks into one sub-ecosystem after the other. */
function measurer(night: NightReader, values: Float64Array, all: Part): (of: Largest) => Ecosystem {
  const [created, authorKeys] = [night.column('created_at'), night.column('author_key')];
  const { day } = night.night;
  const firstRecent = creationIndex((day - GROWTH_DAYS + 1) * DAY_S, day);
  /** By author: the last sub-ecosystem that was seen to have a model of it. */
  const seenIn = new Uint32Array(night.lastAuthorKey() + 1);
  let turn = 0;
  return ({ kind, group: { name, label }, part: { models, downloads }, members }) => {
    turn += 1;
    const inside = new Float64Array(models);
    let [authors, recent, undated, n] = [0, 0, 0, 0];
    for (const position of members.positions()) {
      inside[n] = values[position] ?? NaN;
      n += 1;
      const index = creationIndex(created[position] ?? NaN, day);
      if (index < 0) undated += 1;
      else if (index >= firstRecent) recent += 1;
      const author = authorKeys[position] ?? NaN;
      if (Number.isNaN(author) || seenIn[author] === turn) continue;
      seenIn[author] = turn;
      authors += 1;
    }
    const { gini, topShare } = concentration(inside);
    // Dates begin in March 2022: of what came before, nothing says whether it is older than a year.
    const told = firstRecent > 0;
    const before = models - undated - recent;
    return {
      kind,
      ecosystem: name,
      label,
      models,
      downloads,
      share_models: ratio(models, all.models),
      share: ratio(downloads, all.downloads),
      authors,
      created_365d: told ? recent : null,
      created_before: told ? before : null,
      undated,
      growth_365d: told ? ratio(recent, before) : null,
      top_10_share: topShare(TOP),
      gini,
    };
  };
}

function pairsOf(largest: readonly Largest[]): Pair[] {
  const smallestFirst = [...largest].sort((a, b) => a.part.models - b.part.models || byName(a, b));
  const pairs = smallestFirst.flatMap((smaller, index) =>
    smallestFirst
      .slice(index + 1)
      .filter((other) => other.kind !== smaller.kind || !exclusiveKinds.has(other.kind))
      .map((other): Pair => {
        const shared = smaller.members.countShared(other.members);
        return {
          kind: smaller.kind,
          ecosystem: smaller.group.name,
          other_kind: other.kind,
          other: other.group.name,
          models_in_both: shared,
          share_of_smaller: ratio(shared, smaller.part.models),
          jaccard: ratio(shared, smaller.part.models + other.part.models - shared),
        };
      }),
  );
  // The sort is stable: of equally close pairs the one of fewer models comes first.
  return pairs.sort((a, b) => (b.jaccard ?? 0) - (a.jaccard ?? 0));
}

function byName(a: Largest, b: Largest): number {
  const [name, other] = [`${a.kind} ${a.group.name}`, `${b.kind} ${b.group.name}`];
  return name < other ? -1 : 1;
}
