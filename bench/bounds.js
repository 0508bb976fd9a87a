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
];
/** Those that read every tag; one that reads the declared bases, such as lineage, has ten as any other. */
export const tagReports = ['ecosystems', 'derivatives'];

/** Those that compute other reports: as all of them together. */
export const compoundReports = ['claims'];

export const DUCKDB_TIMES = 1.5;
export const ALL_SCANS = 40;
/** What `report all --format html` may take of the CPU time of `--format json`. */
export const HTML_TIMES = 2;

/** Scans that a report may take. */
export function scansAllowed(report) {
  if (columnReports.includes(report)) return 1;
  if (compoundReports.includes(report)) return ALL_SCANS;
  return tagReports.includes(report) ? 20 : 10;
}
