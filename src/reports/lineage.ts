import { z } from 'zod';
import { lineageResult, type LineageResult } from './lineage-result.js';
import { lineageView } from './lineage-view.js';
import { defineReport } from './report.js';

const params = z.object({
  model: z.string().optional().describe('whose lineage (default: the one with the most derivatives)'),
  depth: z.number().int().min(1).default(2).describe('generations of derivatives to show'),
  children: z
    .number()
    .int()
    .min(1)
    .default(8)
    .describe('derivatives to show of each model, the most downloaded'),
});

/** What one model was made from, up to the roots, and what was made from it. */
export const lineage = defineReport<typeof params.shape, LineageResult>({
  name: 'lineage',
  question: 'What was a model made from, and what was made from it?',
  definition:
    'The bases that models declare in their `base_model:` tags, with the relation: all of them up to those that declare ' +
    'none, and down the most downloaded derivatives of each. Bases that were renamed are found by their former name, ' +
    'deleted ones stay with what was last known of them.',
  examples: [
    'oai report lineage',
    'oai report lineage Qwen/Qwen2.5-7B-Instruct',
    'oai report lineage Qwen/Qwen2.5-7B --depth 1 --children 50',
    'oai report lineage Qwen/Qwen2.5-7B --format dot | dot -Tsvg > lineage.svg',
    'oai report lineage Qwen/Qwen2.5-7B --format mermaid',
  ],
  params,
  argument: 'model',
  compute: lineageResult,
  view: lineageView,
  answers: {},
});
