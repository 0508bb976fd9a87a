/** The forms a report can be printed in. */
export const formats = ['table', 'json', 'ndjson', 'csv', 'md', 'html', 'svg', 'dot', 'mermaid'] as const;
export type Format = (typeof formats)[number];

/** Those of the rows that a query answers with. */
export const rowFormats = ['table', 'json', 'ndjson', 'csv', 'md'] as const satisfies Format[];
export type RowFormat = (typeof rowFormats)[number];

/** Those that print the graph of a report alone; most reports have none. */
export const graphFormats = ['dot', 'mermaid'] as const satisfies Format[];
export type GraphFormat = (typeof graphFormats)[number];

export function isGraphFormat(format: Format): format is GraphFormat {
  return graphFormats.some((graphFormat) => graphFormat === format);
}
