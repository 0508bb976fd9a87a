import { createSyncFn } from 'synckit';
import { UsageError } from '../errors.js';
import { columnsOf, type Engine, EngineFailure, NO_CLICKHOUSE, type QueryParameters } from './engine.js';

/** A server refuses a longer one unless told otherwise: half of its `http_max_field_value_size`, for what is escaped takes more. */
const LONGEST_FIELD = 65_536;

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
    longestParameter: LONGEST_FIELD,
    query: (sql, parameters) => {
      const answer = ask({ ...connection, sql, parameters });
      if ('text' in answer) return answeredColumns(answer.text);
      throw new EngineFailure(answer.message, isOfClickHouse(answer) ? answer.code : NO_CLICKHOUSE);
    },
  };
}

/** ClickHouse tells the number of each of its failures; a connection that fails has a name for it, and one that took too long says so. */
function isOfClickHouse({ message, code }: { message: string; code: string }): boolean {
  const isNumbered = /^\d+$/.test(code) || /Code: \d+\./.test(message);
  return isNumbered || /timeout/i.test(message) || (code !== '' && !code.startsWith('HPE_'));
}

/** What answers 200 may be another program than ClickHouse, or a server that failed when it had begun to answer. */
function answeredColumns(text: string): unknown[][] {
  try {
    return columnsOf(text);
  } catch (error) {
    const exception = /Code: \d+\. DB::Exception.*/s.exec(text)?.[0];
    throw new EngineFailure(
      exception ?? `The answer is none of ClickHouse's: ${text.slice(0, 100)}`,
      exception === undefined ? NO_CLICKHOUSE : '',
      error,
    );
  }
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
