import { countedColumn } from './attribution-view.js';
import { lineageCaveats } from './attribution-lineage.js';
import type { LabBandRow, LabRow, LabsResult, Params } from './labs-result.js';
import { metricCaveats, metricDefinition, metricFlags, negativeTable } from './metric.js';
import { integer, asName, phrase, type Phrase, share } from './phrase.js';
import type { Chart } from './chart.js';
import type { Column, Table, View } from './types.js';

const CHART_LABS = 13;
/** The bands below are one part of a bar. */
const SMALL_PARAMETERS = 1e9;
const SMALL_LABEL = 'under 1 B';

const attributionPhrases = {
  author: phrase`attribution: the uploader, with what it owns`,
  base: phrase`attribution: the uploader of the direct base, with what it owns`,
  root: phrase`attribution: the uploader of the root base, with what it owns`,
} as const satisfies Record<Params['attribute'], Phrase>;

export function labsView(result: LabsResult, params: Params): View {
  const { counted, labs, all_labs: all, everyone_else: others } = result;
  const amount = countedColumn(counted);
  const { excludeRole = [] } = params;
  return {
    finding: finding(result),
    definition: [
      metricDefinition(counted),
      attributionPhrases[params.attribute],
      phrase`size: safetensors total, else GGUF total`,
      phrase`share over 70 B: of the downloads of the lab that are of models of known size`,
      ...(excludeRole.length === 0
        ? []
        : [phrase`without what accounts of the role ${excludeRole.join(' or ')} uploaded`]),
    ],
    facts: [
      { key: 'labs', label: 'labs', kind: 'integer', value: labs.length },
      { key: 'share_of_all', label: `of all ${counted.label}`, kind: 'share', value: all.share_of_all },
      {
        key: 'coverage_downloads',
        label: 'of theirs of known size',
        kind: 'share',
        value: all.coverage_downloads,
      },
      {
        key: 'share_over_70b',
        label: 'of these at least 70 billion parameters',
        kind: 'share',
        value: all.share_over_70b,
      },
    ],
    tables: [
      labTable([...labs, all, others], amount),
      bandTable(result.bands, amount),
      ...negativeTable(counted),
    ],
    charts: [bandChart(result)],
    caveats: caveats(result),
    next: [
      ...(counted.window === null
        ? ['oai report labs --metric window --from 2026-01-01 --to 2026-07-31']
        : []),
      `oai report sizes ${metricFlags(params)}`,
      'oai report ceiling',
    ],
  };
}

function finding({ counted, labs, all_labs: all }: LabsResult): Phrase {
  const [first] = labs;
  if (first === undefined || first.share_over_70b === null) {
    return phrase`No model of known size of these labs has ${counted.label}.`;
  }
  const part = share(first.share_over_70b);
  return labs.length === 1
    ? phrase`Of what is of known size, ${asName(first.lab)} has ${part} of its ${counted.label} in models of at least 70 billion parameters.`
    : phrase`Of what is of known size, ${asName(first.lab)} has ${part} of its ${counted.label} in models of at least 70 billion parameters, the most of these labs; all of them together have ${share(all.share_over_70b)}.`;
}

function labTable(rows: readonly LabRow[], amount: Column): Table {
  return {
    name: 'labs',
    title: 'Labs, by the share of their downloads over 70 billion parameters',
    columns: [
      { key: 'lab', label: 'lab', kind: 'text' },
      { key: 'share_over_70b', label: 'over 70 B', kind: 'share', absent: 'none' },
      amount,
      { key: 'models', label: 'models', kind: 'integer' },
      { key: 'coverage_downloads', label: 'size known', kind: 'share', absent: '' },
      { key: 'coverage_models', label: 'of models', kind: 'share', absent: '' },
      { key: 'share_of_all', label: 'share of all', kind: 'share', absent: '' },
      { key: 'country', label: 'country', kind: 'text', absent: '' },
      { key: 'entity_id', label: 'id', kind: 'text', absent: '' },
      { key: 'downloads_over_70b', label: 'downloads over 70 B', kind: 'integer' },
    ],
    rows: rows.map(({ downloads, ...row }) => ({ ...row, [amount.key]: downloads })),
  };
}

function bandTable(rows: readonly LabBandRow[], amount: Column): Table {
  return {
    name: 'bands',
    title: 'Labs by number of parameters',
    columns: [
      { key: 'lab', label: 'lab', kind: 'text' },
      { key: 'band', label: 'parameters', kind: 'text', words: true },
      { key: 'models', label: 'models', kind: 'integer' },
      amount,
      { key: 'share', label: 'share of known size', kind: 'share', absent: '' },
      { key: 'from_parameters', label: 'from', kind: 'integer', absent: '' },
      { key: 'entity_id', label: 'id', kind: 'text', absent: '' },
    ],
    rows: rows.map(({ downloads, ...row }) => ({ ...row, [amount.key]: downloads })),
    detail: true,
  };
}

/** The labs with the most downloads of known size, in the order of the table; then all of them, and everyone else. */
function bandChart({ counted, labs, all_labs: all, everyone_else: others, bands }: LabsResult): Chart {
  const most = [...labs]
    .sort((a, b) => b.sized_downloads - a.sized_downloads)
    .slice(0, CHART_LABS)
    .filter(({ sized_downloads }) => sized_downloads > 0);
  const shown = [...labs.filter((lab) => most.includes(lab)), all, others];
  const rowsOf = ({ lab, entity_id: id }: LabRow) =>
    bands.filter((row) => row.lab === lab && row.entity_id === id && row.from_parameters !== null);
  const large = rowsOf(all).filter(({ from_parameters: from }) => (from ?? 0) >= SMALL_PARAMETERS);
  const parts = [SMALL_LABEL, ...large.map(({ band }) => band)];
  return {
    kind: 'stacked-bar',
    title: phrase`Sizes of the models behind the ${counted.label} of each lab`,
    quantity: `${counted.label} of models of known size`,
    parts,
    words: [...parts, all.lab, others.lab],
    bars: shown.map((lab) => {
      const rows = rowsOf(lab);
      const isSized = lab.sized_downloads > 0;
      const small = rows.reduce(
        (sum, { from_parameters: from, share: part }) =>
          (from ?? 0) < SMALL_PARAMETERS ? sum + (part ?? 0) : sum,
        0,
      );
      const rest = rows.filter(({ from_parameters: from }) => (from ?? 0) >= SMALL_PARAMETERS);
      return {
        label: lab.lab,
        shares: isSized ? [small, ...rest.map(({ share: part }) => part)] : [null, ...rest.map(() => null)],
      };
    }),
  };
}

function caveats({ counted, lineage, all_labs: all, share_unknown, unlisted }: LabsResult): Phrase[] {
  return [
    ...metricCaveats(counted),
    ...lineageCaveats(lineage),
    phrase`Of the ${counted.label} of these labs, ${share(all.coverage_downloads)} are of models of known size; nothing here is said of the others, and a lab with little of known size is known little.`,
    phrase`Everyone else includes accounts that the registry does not know; they have ${share(share_unknown)} of all.`,
    ...(unlisted.length === 0
      ? []
      : [
          phrase`This registry does not know ${integer(unlisted.length)} labs of the list: ${asName(unlisted.join(', '))}.`,
        ]),
    phrase`What is counted are stored elements: 4-bit weights packed into larger ones read 4 to 8 times too small, a mixture of experts as all of them, and some models called 70B have a little less than 70 billion.`,
  ];
}
