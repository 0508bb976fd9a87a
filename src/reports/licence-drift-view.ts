import { directions, type LicenceDriftResult, type Params } from './licence-drift-result.js';
import { integer, type Phrase, phrase, share } from './phrase.js';
import type { View } from './types.js';

const CHANGES_SHOWN = 15;

export function licenceDriftView(result: LicenceDriftResult, { relation }: Params): View {
  const { edges, classes, class_names: names, changes } = result;
  const changeTable = {
    name: 'top_changes',
    title: `The ${CHANGES_SHOWN} most frequent changes`,
    columns: [
      { key: 'base_licence', label: 'of the base', kind: 'text' as const, absent: 'none declared' },
      { key: 'model_licence', label: 'of the model', kind: 'text' as const, absent: 'none declared' },
      { key: 'direction', label: 'direction', kind: 'text' as const, words: true as const },
      { key: 'edges', label: 'edges', kind: 'integer' as const },
      { key: 'share', label: 'of the changes', kind: 'share' as const },
    ],
  };
  return {
    finding: finding(result),
    definition: [
      phrase`edges: every declared base, with the relation ${relation}, of a public model of the night; several bases of a model each count`,
      phrase`base: a model of the night, by its present name or a former one`,
      phrase`licence: the first license: tag of each`,
    ],
    facts: [
      { key: 'declared_edges', label: 'declared edges', kind: 'integer', value: result.declared_edges },
      { key: 'edges', label: 'whose base is in the night', kind: 'integer', value: edges },
      {
        key: 'both_declared',
        label: 'with a licence at both ends',
        kind: 'integer',
        value: result.both_declared,
      },
    ],
    tables: [
      {
        name: 'directions',
        title: 'What becomes of the licence of the base',
        columns: [
          { key: 'direction', label: 'direction', kind: 'text', words: true },
          { key: 'edges', label: 'edges', kind: 'integer' },
          { key: 'share', label: 'of all edges', kind: 'share' },
          { key: 'share_of_declared', label: 'of those with two licences', kind: 'share', absent: '' },
        ],
        rows: result.directions,
      },
      { ...changeTable, rows: changes.slice(0, CHANGES_SHOWN) },
      {
        name: 'classes',
        title: 'From class to class',
        columns: [
          { key: 'base_class', label: 'of the base', kind: 'text', words: true },
          { key: 'model_class', label: 'of the model', kind: 'text', words: true },
          { key: 'edges', label: 'edges', kind: 'integer' },
          { key: 'share_of_base', label: 'of the edges of the base', kind: 'share', absent: 'no such base' },
        ],
        rows: classes,
        detail: true,
      },
      { ...changeTable, name: 'changes', title: 'Every change', rows: changes, detail: true },
    ],
    charts: [
      {
        kind: 'heatmap',
        title: phrase`${share(result.unchanged_share_of_declared)} keep the licence of the base, where both declare one`,
        quantity: 'share of the edges from bases of the class (rows), by class of the model (columns)',
        valueKind: 'share',
        columns: [...names],
        rows: names.map((name) => ({
          label: name,
          values: classes.filter((pair) => pair.base_class === name).map((pair) => pair.share_of_base),
        })),
      },
    ],
    caveats: caveats(result),
    next: [
      ...(relation === 'finetune' ? ['oai report licence-drift --relation quantized'] : []),
      'oai report licences',
    ],
  };
}

function finding(result: LicenceDriftResult): Phrase {
  const [, , permissive, restrictive] = directions.map((direction) =>
    result.directions.find((row) => row.direction === direction),
  );
  return phrase`Where base and model both declare a licence, ${share(result.unchanged_share_of_declared)} keep it; ${share(permissive?.share_of_declared ?? null)} go to a more permissive class, ${share(restrictive?.share_of_declared ?? null)} to a more restrictive one.`;
}

function caveats({ missing, self, other_to_other: others, edges, changes }: LicenceDriftResult): Phrase[] {
  return [
    ...(missing > 0
      ? [
          phrase`The base of ${integer(missing)} edges is not in the night, and its licence not known; they are in no share.`,
        ]
      : []),
    ...(self > 0 ? [phrase`${integer(self)} models name themselves as their base and are left out.`] : []),
    ...(others > 0
      ? [
          phrase`${integer(others)} of ${integer(edges)} edges go from other to other and count as unchanged, though the terms may differ.`,
        ]
      : []),
    ...(changes.length === 0 ? [phrase`No licence changes on any edge.`] : []),
    phrase`Bases and licences are what the uploaders say; a change of the identifier is no breach by itself: a licence may allow it.`,
    phrase`Bases are those the models declare now, on whatever night the licences are of.`,
  ];
}
