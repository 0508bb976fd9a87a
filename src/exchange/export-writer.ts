import type { ColumnBatch } from '../store/view-rows.js';

/** Writes one table, batch by batch. A file has its content when `finish` has returned. */
export interface TableWriter {
  write: (batch: ColumnBatch) => void;
  finish: () => void;
}

export const exportFormats = ['parquet', 'csv', 'ndjson'] as const;
export type ExportFormat = (typeof exportFormats)[number];
