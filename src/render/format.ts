/** The forms a report can be printed in. */
export const formats = ['table', 'json', 'ndjson', 'csv', 'md'] as const;
export type Format = (typeof formats)[number];
