import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { runAsWorker } from 'synckit';
import { ANSWER_FORMAT } from './engine.js';
import type { ServerAnswer, ServerQuestion } from './server-engine.js';

/** A report of a large history may take minutes. */
const REQUEST_TIMEOUT_MS = 600_000;

type Client = ReturnType<typeof createClient>;

const clients = new Map<string, Client>();

function clientOf({ url, database, username, password }: ServerQuestion): Client {
  const key = JSON.stringify([url, database, username]);
  const client =
    clients.get(key) ??
    createClient({
      url,
      database,
      username,
      password,
      application: 'oai',
      request_timeout: REQUEST_TIMEOUT_MS,
      // Long lists of keys do not fit into an address.
      use_multipart_params_auto: true,
      // Or what goes wrong halfway comes as the end of an answer.
      clickhouse_settings: { wait_end_of_query: 1 },
      log: { level: ClickHouseLogLevel.OFF },
    });
  clients.set(key, client);
  return client;
}

/** Errors lose their class on the way between threads, so that they go as what is known of them. */
async function answer(question: ServerQuestion): Promise<ServerAnswer> {
  const { sql, parameters } = question;
  try {
    const answered = await clientOf(question).query({
      query: sql,
      query_params: parameters,
      format: ANSWER_FORMAT,
    });
    return { text: await answered.text() };
  } catch (error) {
    if (!(error instanceof Error)) return { message: String(error), code: '' };
    const { cause } = error;
    const code = 'code' in error ? error.code : cause instanceof Error && 'code' in cause ? cause.code : '';
    return { message: error.message, code: String(code) };
  }
}

runAsWorker(answer);
