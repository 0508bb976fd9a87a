import { createSyncFn } from 'synckit';
import { UsageError } from '../errors.js';
import { columnsOf, type Engine, EngineFailure, type QueryParameters } from './engine.js';

export interface ServerChoice {
  /** Its HTTP interface: `http://host:8123`, without user or password. */
  url: string;
  database: string;
  username: string;
  password: string;
}

export interface ServerQuestion extends ServerChoice {
  sql: string;
  parameters: QueryParameters;
}

export type ServerAnswer = { text: string } | { message: string; code: string };

/**
 * A ClickHouse server, or a cluster by one of its servers. Reports compute in one go, so a query is waited for: a thread of its own
 * speaks HTTP meanwhile.
 * @throws UsageError when the address is none, or has more in it than an address
 */
export function openServerEngine(choice: ServerChoice): Engine {
  const connection = { ...choice, url: plainAddress(choice.url) };
  const ask: (question: ServerQuestion) => ServerAnswer = createSyncFn(
    new URL('./server-worker.js', import.meta.url),
  );
  return {
    query: (sql, parameters) => {
      const answer = ask({ ...connection, sql, parameters });
      if ('text' in answer) return columnsOf(answer.text);
      throw new EngineFailure(answer.message, answer.code);
    },
  };
}

/** A password must not get into the list of processes, a log or a message. */
function plainAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new UsageError('--url is not the address of a server.', {
      todo: 'Write it like http://127.0.0.1:8123.',
    });
  }
  if (url.username !== '' || url.password !== '') {
    throw new UsageError('--url holds a user or a password.', {
      why: 'Whoever sees the command would see them.',
      todo: 'Set CLICKHOUSE_USER and CLICKHOUSE_PASSWORD in the environment.',
    });
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new UsageError('--url holds more than the address of a server.', {
      todo: 'Write it like http://127.0.0.1:8123, and the database as --database.',
    });
  }
  return url.origin;
}
