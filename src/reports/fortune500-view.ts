import { countedColumn } from './attribution-view.js';
import type { Fortune500Result, Params } from './fortune500-result.js';
import { metricCaveats, metricDefinition, negativeTable } from './metric.js';
import { integer, phrase, share } from './phrase.js';
import type { View } from './types.js';

export function fortune500View(result: Fortune500Result, params: Params): View {
  const { counted, companies, mapped, verified, rows, coverage } = result;
  const amount = countedColumn(counted);
  const unasked = rows.filter((row) => row.verified === 'not asked').length;
  return {
    finding: phrase`At least ${share(result.share)} of the companies (${integer(verified)} of ${integer(companies)}) have a verified account; upper bound not known.`,
    definition: [
      metricDefinition(counted),
      phrase`denominator: ${integer(companies)} companies, those without a known account included`,
      phrase`verified: an account known to be the company's has the badge of the Hub`,
    ],
    facts: [
      { key: 'companies', label: 'companies', kind: 'integer', value: companies },
      { key: 'mapped', label: 'with a known account', kind: 'integer', value: mapped },
      { key: 'unmapped', label: 'of which no account is known', kind: 'integer', value: companies - mapped },
      { key: 'verified', label: 'verified', kind: 'integer', value: verified },
      { key: 'share', label: 'at least', kind: 'share', value: result.share },
      { key: 'upper_bound', label: 'at most', kind: 'share', value: null },
      { key: 'asked_from', label: 'oldest answer of the Hub', kind: 'text', value: result.asked_from },
      { key: 'asked_to', label: 'newest answer of the Hub', kind: 'text', value: result.asked_to },
    ],
    tables: [
      {
        name: 'companies',
        title: 'Companies with a known account',
        columns: [
          { key: 'company', label: 'company', kind: 'text' },
          { key: 'verified', label: 'verified', kind: 'text', words: true },
          { key: 'models', label: 'models', kind: 'integer' },
          amount,
          { key: 'handles', label: 'accounts', kind: 'text' },
          { key: 'verified_handles', label: 'of them verified', kind: 'text', absent: '' },
          { key: 'website', label: 'website', kind: 'text' },
          { key: 'confidence', label: 'confidence', kind: 'text', absent: '', words: true },
        ],
        rows: rows.map(({ counted: value, ...row }) => ({ ...row, [amount.key]: value })),
      },
      {
        name: 'coverage',
        title: 'Coverage: of how many companies an account is known',
        columns: [
          { key: 'confidence', label: 'confidence', kind: 'text', words: true },
          { key: 'mapped', label: 'companies', kind: 'integer' },
          { key: 'asked', label: 'asked about', kind: 'integer' },
          { key: 'verified', label: 'verified', kind: 'integer' },
          { key: 'share', label: 'of all companies', kind: 'share' },
        ],
        rows: coverage.map((row) => ({ ...row })),
      },
      ...negativeTable(counted),
    ],
    charts: [
      {
        kind: 'bar',
        title: phrase`Verified companies by ${counted.label}`,
        valueKind: 'integer',
        bars: rows
          .filter((row) => row.verified === 'yes')
          .map(({ company, counted: value }) => ({ label: company, value })),
        words: [],
      },
    ],
    caveats: [
      ...metricCaveats(counted),
      phrase`Of ${integer(companies - mapped)} companies no account is known: they may have one. The Hub can match e-mail domains, this list cannot.`,
      ...(unasked > 0
        ? [
            phrase`The Hub was not asked about every account of ${integer(unasked)} companies. An account without a public model is in no listing, so nobody asks about it.`,
          ]
        : []),
      phrase`A badge is a verified e-mail domain, as of the newest answer. It does not say who they are.`,
    ],
    next: [
      ...(unasked > 0 ? ['oai crawl authors'] : []),
      ...(params.fortune500 === undefined ? ['oai report fortune500 --fortune500 list.csv'] : []),
    ],
  };
}
