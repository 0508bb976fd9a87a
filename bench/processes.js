// Whole processes: how long, how much memory.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const preload = new URL('./report-resources.js', import.meta.url).href;

export const oaiProgram = fileURLToPath(new URL('../bin/oai.js', import.meta.url));
export const benchFile = (name) => fileURLToPath(new URL(`./${name}`, import.meta.url));

/**
 * Runs a Node program to its end.
 * @returns its seconds, stdout, peak RSS in bytes, CPU seconds, and RSS samples `[share of the time, bytes]`
 * @throws Error when it does not end with 0
 */
export async function runNode(args) {
  const started = performance.now();
  const { child, resources } = startNode(args);
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  const code = await new Promise((resolve) => child.on('close', resolve));
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}`);
  return { seconds, stdout, ...(await resources) };
}

/** Runs a Node program that serves until it is told to end; `address` is the first line it prints. */
export async function serveNode(args) {
  const { child, resources } = startNode(args);
  const address = await new Promise((resolve, reject) => {
    child.stdout.once('data', (line) => resolve(String(line).trim()));
    child.once('close', (code) => reject(new Error(`node ${args.join(' ')} ended with ${code}`)));
  });
  return {
    address,
    async end() {
      child.kill('SIGTERM');
      return resources;
    },
  };
}

/** The seconds of any program with nothing loaded before it; its output is dropped. */
export async function runProgram(command, args) {
  const started = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const code = await new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
  if (code !== 0) throw new Error(`${command} ended with ${code}`);
  return (performance.now() - started) / 1000;
}

function startNode(args) {
  const child = spawn(process.execPath, ['--import', preload, ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  });
  let text = '';
  child.stdio[3].setEncoding('utf8').on('data', (part) => (text += part));
  const resources = new Promise((resolve) =>
    child.on('close', () => resolve(text === '' ? {} : JSON.parse(text))),
  );
  return { child, resources };
}
