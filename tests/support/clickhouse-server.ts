import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** A server that speaks ClickHouse's HTTP interface on loopback over the embedded engine. */
export interface ClickHouseServer {
  url: string;
  user: string;
  password: string;
  /** Runs a statement as the user. */
  run: (sql: string) => Promise<void>;
}

/** A new one, which is gone when the test has finished. */
export async function startClickHouse(): Promise<ClickHouseServer> {
  const [user, password] = ['reader', 'p@ss:word/é'];
  const child = fork(fileURLToPath(new URL('clickhouse-process.js', import.meta.url)), [user, password]);
  onTestFinished(() => void child.kill());
  const [port] = (await once(child, 'message')) as [number];
  const url = `http://127.0.0.1:${port}`;
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const run = async (sql: string): Promise<void> => {
    const response = await fetch(url, { method: 'POST', body: sql, headers: { authorization } });
    if (!response.ok) throw new Error(await response.text());
  };
  return { url, user, password, run };
}
