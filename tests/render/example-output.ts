import { integer, phrase, share } from '../../src/reports/phrase.js';
import type { ReportOutput } from '../../src/reports/types.js';

/** A report as the concentration one would hand it over; every test changes what it needs. */
export function exampleOutput(change: (output: ReportOutput) => void = () => {}): ReportOutput {
  const output: ReportOutput = {
    report: 'concentration',
    question: 'How much of all downloads do a few models take?',
    provenance: {
      night: '2026-11-22',
      quality: 'good',
      run: 12,
      run_started: '2026-11-22T01:00:00Z',
      run_finished: '2026-11-22T01:31:07Z',
      endpoint: 'https://huggingface.co',
      scope: 'whole hub',
      models: 2_963_204,
      registry: null,
      tool_version: '0.1.0',
    },
    parameters: { metric: 'all-time', k: 200, author: null, strict: true },
    result: { total: 45_438_836_957, beyond: 2n ** 60n, gini: 0.9912, unknown: null, ladder: [{ k: 200 }] },
    published: [
      {
        id: 'C1',
        quantity: 'top200_share',
        label: 'Share of all downloads taken by the 200 most downloaded models',
        published: 0.496,
        unit: 'share',
        as_of: '2026-03',
        source: 'State of Open Source on Hugging Face, spring 2026',
        computed: 0.4731,
        not_computed: '',
        note: 'The source does not name the metric; all-time is assumed.',
      },
      {
        id: 'N1',
        quantity: 'china_us_ratio',
        label: 'Downloads of China over the United States',
        published: 1.12,
        unit: 'ratio',
        as_of: '2026-02',
        source: 'The New Stack',
        computed: null,
        not_computed: 'Needs the registry of authors.',
        note: '',
      },
    ],
    view: {
      finding: phrase`${integer(200)} models take ${share(0.4731)} of all downloads`,
      definition: [phrase`metric: downloads (all time)`, phrase`population: ${integer(2_963_204)} models`],
      facts: [
        { key: 'total', label: 'Downloads', kind: 'integer', value: 45_438_836_957 },
        {
          key: 'gini',
          label: 'Gini',
          kind: 'index',
          value: 0.99117,
          note: '0 is equal, 1 is one model with all',
        },
        { key: 'human_share', label: 'Share of downloads by people', kind: 'share', value: null },
      ],
      tables: [
        {
          name: 'top_models',
          title: 'The most downloaded models',
          columns: [
            { key: 'rank', label: 'Rank', kind: 'integer' },
            { key: 'model', label: 'Model', kind: 'text' },
            { key: 'downloads_all_time', label: 'Downloads (all time)', kind: 'integer' },
            { key: 'share', label: 'Share', kind: 'share' },
            { key: 'created', label: 'Created', kind: 'date' },
          ],
          rows: [
            {
              rank: 1,
              model: 'openai-community/gpt2',
              downloads_all_time: 932_329_010,
              share: 0.0205,
              created: '2022-03-02',
            },
            {
              rank: 2,
              model: '通义千问/模型',
              downloads_all_time: 2n ** 60n,
              share: 0.00004,
              created: '2024-09-16',
            },
            { rank: 3, model: 'bare', downloads_all_time: null, share: null, created: null },
          ],
        },
        {
          name: 'ladder',
          title: 'Top k',
          columns: [
            { key: 'models', label: 'Models', kind: 'integer' },
            { key: 'share', label: 'Share of downloads', kind: 'share' },
          ],
          rows: [
            { models: 200, share: 0.4731 },
            { models: 1000, share: 0.7789 },
          ],
        },
        {
          name: 'lorenz',
          title: 'Lorenz curve',
          columns: [
            { key: 'top_share', label: 'Top share', kind: 'share', absent: '' },
            { key: 'share', label: 'Share', kind: 'share' },
          ],
          rows: [
            { top_share: 0.25, share: 0.4 },
            { top_share: null, share: 1 },
          ],
          detail: true,
        },
      ],
      charts: [
        {
          kind: 'lorenz',
          title: phrase`Few models take most downloads`,
          quantity: 'downloads (all time)',
          population: 'models',
          points: [
            { top_share: 1 / 2_963_204, share: 0.02 },
            { top_share: 200 / 2_963_204, share: 0.4731 },
            { top_share: 1000 / 2_963_204, share: 0.7789 },
            { top_share: 0.015, share: 0.992 },
            { top_share: 1, share: 1 },
          ],
        },
        {
          kind: 'bar',
          title: phrase`By size`,
          valueKind: 'integer',
          bars: [
            { label: 'below 1 B', value: 20_000_000_000 },
            { label: '1 B to 7 B', value: 5_000_000_000 },
            { label: 'above 7 B', value: 1_290_000 },
            { label: 'unknown', value: 0 },
          ],
        },
      ],
      caveats: [
        phrase`${integer(1204)} models lack downloadsAllTime.`,
        phrase`Automated traffic is included.`,
      ],
      next: ['oai report concentration --metric 30d', 'oai crawl'],
    },
  };
  change(output);
  return output;
}
