import type { RepositoryKind } from '../domain/repository-record.js';

export interface RepositoryCount {
  kind: RepositoryKind;
  /** Of its crawl, `YYYY-MM-DD`. */
  night: string;
  run: number;
  /** Public ones that the crawl saw. */
  count: number;
  /** In the 365 days up to the night, and still there. */
  created_last_year: number;
  /** Created up to 2022-03-02, when the Hub began to keep dates. */
  sentinel: number;
  /** Without a creation date, or with one after the night. */
  undated: number;
}

/**
 * Those created in a month or year that are still there, and all such by its end, each as `growth` has it of models; null where there
 * is no crawl of them so late.
 */
export interface RepositoryPeriod extends Record<string, string | number | null> {
  /** `YYYY-MM` or `YYYY`. */
  period: string;
  datasets_created: number | null;
  datasets_stock: number | null;
  datasets_per_day: number | null;
  datasets_yoy_ratio: number | null;
  spaces_created: number | null;
  spaces_stock: number | null;
  spaces_per_day: number | null;
  spaces_yoy_ratio: number | null;
}

export interface RepositoriesResult extends Record<string, unknown> {
  counts: RepositoryCount[];
  years: RepositoryPeriod[];
  months: RepositoryPeriod[];
  /** The crawls that speak for their days. */
  nights: { kind: string; night: string; count: number; added: number | null; vanished: number | null }[];
}
