import { z } from 'zod';
import { MissingDataError } from '../errors.js';
import { ratio } from '../statistics/ratio.js';
import { largest } from '../statistics/largest.js';
import { edgeRelations } from '../store/lineage.js';
import type { NightReader } from '../store/night-reader.js';
import { compareText } from './attribution-tally.js';
import { type Cohort, isOfCohort, parseCohort } from './cohort.js';
import { DAY_S, SENTINEL_S } from './creation.js';
import { derivativesAnswers } from './derivatives-answers.js';
import { byRelation, countMonths } from './derivatives-months.js';
import { countGroups, type GroupCounts, RELATIONS } from './derivatives-count.js';
import { Descendants, type LineageGraph, NO_BASE, readGraph } from './derivatives-graph.js';
import { type Grouping, groupings, groupNodes } from './derivatives-groups.js';
import type { DerivativesResult, DerivativesRow, Params } from './derivatives-result.js';
import { derivativesView } from './derivatives-view.js';
import { type Families, familiesOf } from './families.js';
import { isGgufReader } from './gguf-models.js';
import { defineReport, type ReportContext } from './report.js';

const params = z.object({
  by: z
    .enum(groupings)
    .default('entity')
    .describe(
      'whose bases are counted together: the body behind the accounts, each account, a family, or one model',
    ),
  created: z
    .string()
    .default('age<365d')
    .describe(
      'the derivatives that per_day is of, by creation: age<365d, created:2026 or created:2026-01..2026-07',
    ),
  top: z.number().int().min(1).default(25).describe('how many are listed'),
});

export const derivatives = defineReport<typeof params.shape, DerivativesResult>({
  name: 'derivatives',
  question: 'Whose models are built upon?',
  definition:
    'Counts the distinct public models of the night that declare a base (the base_model: tags) of somebody else. A model that ' +
    'declares several bases of one counts once for it, and once for each other that it declares one of; its relation is the ' +
    'nearest of those: finetune, adapter, quantized, merge, then none. Models of the same maker are counted apart as own, and a ' +
    'model that declares itself is no derivative. Transitive: all that come from them at any number of steps. A base that is ' +
    'not in the night counts by its name. By family: bases that are originals of it (data/families.csv).',
  examples: [
    'oai report derivatives',
    'oai report derivatives --by family',
    'oai report derivatives --by account --created created:2026-01..2026-07',
    'oai report derivatives --by model --top 100 --format csv -o most-built-upon.csv',
  ],
  params,
  usesRegistry: true,
  compute,
  view: derivativesView,
  answers: derivativesAnswers,
});

function compute(night: NightReader, params: Params, context: ReportContext): DerivativesResult {
  const graph = readGraph(night);
  if (graph.declaring === 0) {
    throw new MissingDataError(`No model of the night ${night.night.date} declares a base.`, {
      why:
        graph.selves > 0
          ? `${graph.selves} models declare themselves, which is no base.`
          : `${night.run.endpoint} sent no base_model: tags.`,
      todo: 'Crawl an endpoint that has tags, and the models that declare a base.',
    });
  }
  const families = familiesOf(night);
  const grouping = groupNodes(night, context.registry(), graph, params.by, families);
  const present = night.column('present');
  const isPresent = (position: number): boolean => present[position] === 1;
  const isGguf = isGgufReader(night);
  const window = windowOf(night, parseCohort(params.created, night.night.day));
  const counts = countGroups(graph, grouping, { isPresent, isGguf, isInWindow: window.isInside });
  const ranked = rank(counts, grouping, params.top);
  const reach = transitive(graph, grouping, ranked, isPresent);
  const named = params.by === 'family' ? countNamed(night, families, isPresent) : null;
  return {
    night: night.night.date,
    by: params.by,
    window: { created: params.created, days: window.days },
    models: night.models,
    declaring: graph.declaring,
    share_declaring: ratio(graph.declaring, night.models),
    selves: graph.selves,
    of_nobody: counts.ofNobody,
    missing_bases: graph.absent.size,
    quantised: countQuantised(graph, isGguf),
    rows: ranked.map(({ group, name, id }, index): DerivativesRow => {
      const made = counts.derivatives[group] ?? 0;
      const inWindow = counts.inWindow[group] ?? 0;
      return {
        rank: index + 1,
        name,
        id,
        base_models: counts.baseModels[group] ?? 0,
        derivatives: made,
        share: ratio(made, graph.declaring),
        ...byRelation(counts.byRelation.subarray(group * RELATIONS, (group + 1) * RELATIONS)),
        gguf: counts.gguf[group] ?? 0,
        transitive: reach[index] ?? 0,
        own: counts.own[group] ?? 0,
        created_in_window: inWindow,
        per_day: window.days > 0 ? inWindow / window.days : null,
        named: named?.[group] ?? null,
      };
    }),
    ...countMonths(night, graph, families),
  };
}

/** The days of a window that the night has, and who was created within; nobody knows when the oldest models were. */
function windowOf(
  night: NightReader,
  cohort: Cohort,
): { days: number; isInside: (position: number) => boolean } {
  const created = night.column('created_at');
  const dated = { ...cohort, fromS: Math.max(cohort.fromS, Math.ceil(SENTINEL_S / DAY_S) * DAY_S) };
  const untilS = Math.min(cohort.untilS, (night.night.day + 1) * DAY_S);
  return {
    days: Math.max(0, (untilS - dated.fromS) / DAY_S),
    isInside: (position) => isOfCohort(dated, created[position] ?? NaN),
  };
}

interface Ranked {
  group: number;
  name: string;
  id: string | null;
}

/** Those with the most derivatives; equal ones by name. */
function rank({ derivatives: counts }: GroupCounts, { label }: Grouping, top: number): Ranked[] {
  const groups = largest(counts, top);
  const labels = label(groups);
  return groups
    .map((group, index) => ({ group, name: '', id: null, ...labels[index] }))
    .sort(
      (a, b) =>
        (counts[b.group] ?? 0) - (counts[a.group] ?? 0) || compareText(a.name, b.name) || a.group - b.group,
    )
    .slice(0, top);
}

/** One question a listed group: all nodes that it has, then everything that comes from them but its own. */
function transitive(
  graph: LineageGraph,
  { ofNode, isOwn }: Grouping,
  ranked: readonly Ranked[],
  isPresent: (position: number) => boolean,
): number[] {
  const nodesOf = new Map(ranked.map(({ group }) => [group, new Set<number>()]));
  for (const parent of graph.parents) nodesOf.get(ofNode[parent] ?? -1)?.add(parent);
  const descendants = new Descendants(graph);
  return ranked.map(({ group }) =>
    descendants.count(nodesOf.get(group) ?? [], (position) => isPresent(position) && !isOwn(position, group)),
  );
}

function countQuantised(
  { nearest }: LineageGraph,
  isGguf: (position: number) => boolean,
): DerivativesResult['quantised'] {
  const quantised = { by_relation: 0, by_gguf: 0, by_either: 0 };
  const relation = edgeRelations.indexOf('quantized');
  for (let position = 0; position < nearest.length; position += 1) {
    if (nearest[position] === NO_BASE) continue;
    const byRelation = nearest[position] === relation;
    const byGguf = isGguf(position);
    if (byRelation) quantised.by_relation += 1;
    if (byGguf) quantised.by_gguf += 1;
    if (byRelation || byGguf) quantised.by_either += 1;
  }
  return quantised;
}

/** By family: models that come from it or carry one of its tags. */
function countNamed(
  night: NightReader,
  { families, byRoot }: Families,
  isPresent: (position: number) => boolean,
): number[] {
  const tagged = night.taggedWith([...new Set(families.flatMap(({ tags }) => tags))]);
  const namedBy = new Int16Array(night.size).fill(-1);
  const counts = families.map(() => 0);
  for (const family of byRoot) if (family !== -1) counts[family] = (counts[family] ?? 0) + 1;
  families.forEach(({ tags }, family) => {
    for (const tag of tags) {
      for (const position of tagged.get(tag) ?? []) {
        if (!isPresent(position) || byRoot[position] === family || namedBy[position] === family) continue;
        namedBy[position] = family;
        counts[family] = (counts[family] ?? 0) + 1;
      }
    }
  });
  return counts;
}
