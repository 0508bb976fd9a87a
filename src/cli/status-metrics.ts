import { listedWords } from '../domain/repository-record.js';
import { type Metric, prometheusText } from './prometheus-text.js';
import type { RepositoryStatus, StoreStatus } from './store-status.js';

/** The status as a file for the textfile collector of Prometheus' node exporter. */
export function statusMetrics(status: StoreStatus): string {
  const { newest_night: night, last_run: run } = status;
  return prometheusText(
    [
      {
        name: 'oai_newest_night_timestamp_seconds',
        help: 'When the crawl of the newest good night ended.',
        value: night === null ? null : Date.parse(night.finished) / 1000,
      },
      {
        name: 'oai_newest_night_models',
        help: 'Models in the newest good night.',
        value: night?.models ?? null,
      },
      { name: 'oai_nights', help: 'Good nights of the whole Hub in the store.', value: status.nights },
      {
        name: 'oai_suspect_nights',
        help: 'Nights newer than the newest good one that wait for a decision.',
        value: status.suspect_nights,
      },
      { name: 'oai_models', help: 'Models in the store, vanished ones included.', value: status.models },
      {
        name: 'oai_authors_known',
        help: 'Authors whose account the Hub has told of.',
        value: status.authors_known,
      },
      {
        name: 'oai_authors_due',
        help: 'Authors that the Hub is to be asked for.',
        value: status.authors_due,
      },
      {
        name: 'oai_quarantined_entries',
        help: 'Entries and fields set aside because they could not be stored.',
        value: status.quarantined,
      },
      { name: 'oai_store_bytes', help: 'Size of the store.', value: status.bytes },
      {
        name: 'oai_last_run_start_timestamp_seconds',
        help: 'When the newest crawl of the whole Hub began.',
        value: run === null ? null : Date.parse(String(run['started'])) / 1000,
      },
      {
        name: 'oai_last_run_models',
        help: 'Models the newest crawl of the whole Hub has stored.',
        value: run === null ? null : Number(run['models']),
      },
      {
        name: 'oai_last_run_complete',
        help: '1 when the newest crawl of the whole Hub came to its end, else 0.',
        value: run === null ? null : Number(run['status'] === 'complete'),
      },
      ...status.repositories.flatMap(repositoryMetrics),
    ],
    { store: status.store },
  );
}

function repositoryMetrics({
  kind,
  newest_night: night,
  suspect_nights: suspect,
}: RepositoryStatus): Metric[] {
  const { many } = listedWords[kind];
  const name = many.toLowerCase();
  return [
    {
      name: `oai_newest_${name}_night_timestamp_seconds`,
      help: `When the newest good crawl of all ${many} ended.`,
      value: night === null ? null : Date.parse(night.finished) / 1000,
    },
    {
      name: `oai_newest_${name}_night_${name}`,
      help: `${many} in the newest good crawl of all of them.`,
      value: night?.count ?? null,
    },
    {
      name: `oai_suspect_${name}_nights`,
      help: `Crawls of all ${many} newer than the newest good one that wait for a decision.`,
      value: suspect,
    },
  ];
}
