export { crawl, type CrawlOptions, type CrawlResult } from './library/crawl.js';
export { openStore, type Store, type StoreOptions } from './library/open-store.js';
export {
  type ReportDescription,
  type ReportName,
  type ReportOptions,
  type Reports,
  reports,
} from './library/reports.js';
export type * from './library/report-results.js';
export { renderReport, type RenderOptions } from './library/render-report.js';
export type { CrawlEvent, Night, NightChoice, Query, RepositoryNight, Run } from './library/types.js';
export type {
  Cell,
  CellKind,
  Column,
  Fact,
  Provenance,
  PublishedFigure,
  ReportOutput,
  Table,
  View,
} from './reports/types.js';
export type { Format } from './render/format.js';
export type { Language } from './render/language.js';
export type { Profile } from './registry/vocabulary.js';
export {
  CheckFailedError,
  DamagedStoreError,
  type ErrorDetail,
  LockedError,
  MissingDataError,
  OaiError,
  StoppedEarlyError,
  TokenRefusedError,
  UsageError,
} from './errors.js';
