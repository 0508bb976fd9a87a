// What the reports must reach, in scans of one unindexed column; a report that is not named here has ten.

/** Those over the model's own columns: one scan, and at most 1.5 times DuckDB. */
export const columnReports = [
  'concentration',
  'orgs',
  'geography',
  'sectors',
  'growth',
  'sizes',
  'vintage',
  'attention',
  'lineage',
];
/** Those that read every tag. */
export const tagReports = ['tags', 'languages', 'topics', 'licenses', 'libraries', 'overlap'];

export const DUCKDB_TIMES = 1.5;
export const ALL_SCANS = 40;

/** Scans that a report may take. */
export function scansAllowed(report) {
  if (columnReports.includes(report)) return 1;
  return tagReports.includes(report) ? 20 : 10;
}
