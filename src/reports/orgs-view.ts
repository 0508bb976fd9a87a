import {
  countedColumn,
  coverageTable,
  surveyCaveats,
  surveyDefinition,
  swayTable,
} from './attribution-view.js';
import { metricFlags, negativeTable } from './metric.js';
import type { OrgRow, OrgsResult, Params } from './orgs-result.js';
import { integer, asName, phrase, type Phrase, share } from './phrase.js';
import type { Column, Table, View } from './types.js';

const CHART_BARS = 15;
const words = { entity: 'entities', account: 'accounts', owner: 'owners' } as const;

export function orgsView(result: OrgsResult, params: Params): View {
  const { counted, rows } = result;
  return {
    finding: finding(result, params),
    definition: surveyDefinition(result, params, 'accounts that the registry does not know'),
    facts: [
      { key: 'holders', label: words[params.by], kind: 'integer', value: result.holders },
      { key: 'total', label: `${counted.label}, sum`, kind: 'integer', value: result.total },
      {
        key: 'share_unlisted',
        label: 'of accounts that the registry does not know',
        kind: 'share',
        value: result.share_unlisted,
      },
      {
        key: 'top50_share',
        label: 'share of the 50 largest entities',
        kind: 'share',
        value: result.top50_share,
      },
    ],
    tables: [
      rankingTable(result, params),
      coverageTable(result),
      swayTable(result, countedColumn(counted), params.by === 'owner' ? 'owner' : 'entity'),
      ...negativeTable(counted),
    ],
    charts: [
      {
        kind: 'bar',
        title: barTitle(result),
        valueKind: 'integer',
        bars: rows.slice(0, CHART_BARS).map(({ name, counted: value }) => ({ label: name, value })),
        words: [],
      },
    ],
    caveats: [
      ...surveyCaveats(result),
      result.accounts_asked === 0
        ? phrase`The Hub was not asked who the accounts are; \`oai crawl authors\` does.`
        : phrase`Verified accounts and followers are those of ${integer(result.accounts_asked)} accounts that the Hub was asked about.`,
    ],
    next: (['entity', 'account', 'owner'] as const)
      .filter((by) => by !== params.by)
      .map((by) => `oai report orgs ${metricFlags(params)} --by ${by}`),
  };
}

function barTitle({ rows, counted: { label } }: OrgsResult): Phrase {
  const [first] = rows;
  if (first === undefined) return phrase`No account holds any ${label}`;
  const shown = rows.slice(0, CHART_BARS);
  return phrase`${asName(first.name)} has ${share(first.share)} of all ${label}, the first ${integer(shown.length)} have ${share(shown.at(-1)?.cumulative_share ?? null)}`;
}

function finding({ rows, counted }: OrgsResult, { by, unattributed }: Params): Phrase {
  const told = rows.flatMap((row) => {
    const value = unattributed === 'keep' ? row.share : row.share_of_attributed;
    return value === null ? [] : [{ name: row.name, value }];
  });
  const [first] = told;
  if (first === undefined) return phrase`No account holds any ${counted.label}.`;
  const of = unattributed === 'keep' ? 'all' : 'the attributed';
  const sum = told.reduce((all, { value }) => all + value, 0);
  return phrase`${asName(first.name)} leads with ${share(first.value)} of ${of} ${counted.label}; the first ${integer(told.length)} ${words[by]} hold ${share(sum)}.`;
}

function rankingTable({ counted, rows }: OrgsResult, { by }: Params): Table {
  const amount = countedColumn(counted);
  const columns: Column[] = [
    { key: 'rank', label: 'rank', kind: 'integer' },
    { key: 'name', label: by, kind: 'text' },
    amount,
    { key: 'share', label: 'share of all', kind: 'share' },
    { key: 'cumulative_share', label: 'cumulative', kind: 'share' },
    { key: 'share_of_attributed', label: 'of attributed', kind: 'share', absent: '' },
    { key: 'low', label: 'at least', kind: 'share', absent: '' },
    { key: 'high', label: 'at most', kind: 'share', absent: '' },
    { key: 'models', label: 'models', kind: 'integer' },
    ...(amount.key === 'likes' ? [] : [{ key: 'likes', label: 'likes', kind: 'integer' } satisfies Column]),
    { key: 'per_model', label: 'per model', kind: 'integer' },
    { key: 'country', label: 'country', kind: 'text', absent: '' },
    { key: 'type', label: 'type', kind: 'text', absent: '', words: true },
    { key: 'accounts', label: 'accounts', kind: 'integer' },
    { key: 'verified', label: 'verified', kind: 'integer', absent: '' },
    { key: 'followers', label: 'followers', kind: 'integer', absent: '' },
    { key: 'id', label: 'id', kind: 'text', absent: '' },
  ];
  return { name: 'orgs', title: `The largest ${words[by]}`, columns, rows: rows.map(cellsOf(amount)) };
}

function cellsOf(amount: Column) {
  return ({ counted, likes, counted_per_model, ...row }: OrgRow): Table['rows'][number] => ({
    ...row,
    likes,
    per_model: counted_per_model,
    [amount.key]: counted,
  });
}
