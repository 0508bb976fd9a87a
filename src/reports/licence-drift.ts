import { z } from 'zod';
import { MissingDataError } from '../errors.js';
import { ratio } from '../statistics/ratio.js';
import { edgeRelations } from '../store/lineage.js';
import type { NightReader } from '../store/night-reader.js';
import { NONE } from './licence-classes.js';
import {
  type ClassPair,
  type Direction,
  directions,
  type LicenceChange,
  type LicenceDriftResult,
  type Params,
} from './licence-drift-result.js';
import { licenceDriftView } from './licence-drift-view.js';
import { type NightLicences, readNightLicences } from './night-licences.js';
import { defineReport } from './report.js';

const params = z.object({
  relation: z
    .enum([...edgeRelations, 'all'])
    .default('finetune')
    .describe('which models on a base: as they say how they came from it'),
});

/** Licences beyond so many are not told apart in the pairs, which are as many as their square. */
const LICENCES_APART = 500;

export const licenceDrift = defineReport<typeof params.shape, LicenceDriftResult>({
  name: 'licence-drift',
  question: 'What becomes of a licence down the line?',
  definition:
    'Every base that a model of the night declares is an edge from base to model; of several bases each is one. Edges whose base is ' +
    'a model of the night are counted by the licence at both ends. A change is toward permissive or restrictive where both ' +
    'are of ranked classes of data/licence_classes.csv and the classes differ; custom terms have no rank, and none declared is ' +
    'apart. Shares are of all such edges, and of those whose two ends declare a licence.',
  examples: [
    'oai report licence-drift',
    'oai report licence-drift --relation quantized',
    'oai report licence-drift --relation all --format csv --table changes -o changes.csv',
  ],
  params,
  compute,
  view: licenceDriftView,
  answers: {},
});

/** What one pass over the edges counts: from the base's place to the model's. */
interface Transitions {
  declaredEdges: number;
  missing: number;
  self: number;
  /** By class of the base, then of the model. */
  classes: Float64Array;
  /** By place in {@link directions}. */
  directions: Float64Array;
  otherToOther: number;
  /** By licence of the base, then of the model; those past the first are not told apart and in none. */
  licences: Float64Array;
}

function compute(night: NightReader, params: Params): LicenceDriftResult {
  const found = readNightLicences(night);
  const width = Math.min(found.names.length, LICENCES_APART);
  const counted = countTransitions(night, found, params.relation, width);
  const edges = sumOf(counted.directions);
  if (edges === 0) {
    throw new MissingDataError(`No model of the night ${night.night.date} has a base to compare with.`, {
      why: `${counted.declaredEdges} edges of the relation ${params.relation} are declared; the base of none is another model of the night.`,
      todo: 'Choose another --relation, or crawl an endpoint that has tags and holds the bases.',
    });
  }
  const { names } = found.classified;
  const of = (direction: Direction): number => counted.directions[directions.indexOf(direction)] ?? 0;
  const bothDeclared = edges - of('to none') - of('from none') - of('none on either side');
  return {
    declared_edges: counted.declaredEdges,
    edges,
    missing: counted.missing,
    self: counted.self,
    both_declared: bothDeclared,
    unchanged_share_of_declared: ratio(of('unchanged'), bothDeclared),
    other_to_other: counted.otherToOther,
    directions: directions.map((direction) => ({
      direction,
      edges: of(direction),
      share: ratio(of(direction), edges),
      share_of_declared: direction.includes('none') ? null : ratio(of(direction), bothDeclared),
    })),
    class_names: names,
    classes: classPairs(counted.classes, names),
    changes: licenceChanges(counted.licences, found, width),
  };
}

function countTransitions(
  night: NightReader,
  found: NightLicences,
  relation: Params['relation'],
  width: number,
): Transitions {
  const { children, bases, relations } = night.edges();
  const { positions } = night.bases();
  const [present, licences] = [night.column('present'), night.column('licence_key')];
  const wanted = relation === 'all' ? -1 : edgeRelations.indexOf(relation);
  const classCount = found.classified.names.length;
  const other = found.names.indexOf('other');
  const direct = directionFinder(found);
  const counted = {
    declaredEdges: 0,
    missing: 0,
    self: 0,
    classes: new Float64Array(classCount ** 2),
    directions: new Float64Array(directions.length),
    otherToOther: 0,
    licences: new Float64Array(width ** 2),
  };
  for (let edge = 0; edge < children.length; edge += 1) {
    const child = children[edge] ?? -1;
    if (present[child] !== 1 || (wanted !== -1 && relations[edge] !== wanted)) continue;
    counted.declaredEdges += 1;
    const base = positions[bases[edge] ?? 0] ?? -1;
    if (base === child) counted.self += 1;
    else if (present[base] !== 1) counted.missing += 1;
    else {
      const from = found.places[licences[base] || 0] ?? 0;
      const to = found.places[licences[child] || 0] ?? 0;
      increase(counted.directions, direct(from, to));
      increase(counted.classes, (found.classes[from] ?? 0) * classCount + (found.classes[to] ?? 0));
      if (from < width && to < width) increase(counted.licences, from * width + to);
      if (from === to && from === other) counted.otherToOther += 1;
    }
  }
  return counted;
}

/** The place in {@link directions} of a step between the places of two licences. */
function directionFinder({ classes, classified: { names, ranks } }: NightLicences) {
  const none = names.indexOf(NONE);
  const place = (direction: Direction): number => directions.indexOf(direction);
  const steps = names.map((_, from) =>
    names.map((__, to): number => {
      if (from === none) return place(to === none ? 'none on either side' : 'from none');
      if (to === none) return place('to none');
      if (from === to) return place('within the class');
      const [before, after] = [ranks[from] ?? null, ranks[to] ?? null];
      if (before === null) return place('from custom');
      if (after === null) return place('to custom');
      return place(after < before ? 'toward permissive' : 'toward restrictive');
    }),
  );
  const unchanged = place('unchanged');
  return (from: number, to: number): number => {
    const before = classes[from] ?? none;
    if (from === to && before !== none) return unchanged;
    return steps[before]?.[classes[to] ?? none] ?? 0;
  };
}

function classPairs(counts: Float64Array, names: readonly string[]): ClassPair[] {
  return names.flatMap((base, from) => {
    const row = counts.subarray(from * names.length, (from + 1) * names.length);
    return names.map((model, to) => ({
      base_class: base,
      model_class: model,
      edges: row[to] ?? 0,
      share_of_base: ratio(row[to] ?? 0, sumOf(row)),
    }));
  });
}

/** The most frequent first, equal ones by name. */
function licenceChanges(counts: Float64Array, found: NightLicences, width: number): LicenceChange[] {
  const direct = directionFinder(found);
  const none = found.classified.names.indexOf(NONE);
  const cells: number[] = [];
  let changed = 0;
  counts.forEach((edges, cell) => {
    const [from, to] = [Math.floor(cell / width), cell % width];
    // Said not to be known on one side and not said on the other is no change.
    const isSame = from === to || (found.classes[from] === none && found.classes[to] === none);
    if (edges === 0 || isSame) return;
    cells.push(cell);
    changed += edges;
  });
  // The places of licences are in the order of their names, and so are the cells.
  return cells
    .sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b)
    .map((cell) => {
      const [from, to] = [Math.floor(cell / width), cell % width];
      const edges = counts[cell] ?? 0;
      return {
        base_licence: found.names[from] ?? null,
        model_licence: found.names[to] ?? null,
        direction: directions[direct(from, to)] ?? 'unchanged',
        edges,
        share: ratio(edges, changed),
      };
    });
}

function increase(counts: Float64Array, index: number): void {
  counts[index] = (counts[index] ?? 0) + 1;
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
