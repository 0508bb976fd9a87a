/** Middle value; of two middle ones the upper. */
export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** What is kept of repeated measurements. */
export function summary(values) {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values), runs: values.length };
}

/** Quotients run by run: what is compared was measured one after the other. */
export function ratio(numerators, denominators) {
  return summary(numerators.map((value, run) => value / denominators[run]));
}

export function heading(text) {
  const columns = ['median', 'min', 'max'].map((head) => head.padStart(10)).join(' ');
  process.stdout.write(`\n${text}\n${''.padEnd(58)} ${columns}\n`);
}

/** Prints one row; `measured` is a summary or the values to make one of. Returns the summary. */
export function row(name, measured, unit) {
  const made = Array.isArray(measured) ? summary(measured) : measured;
  const shown = [made.median, made.min, made.max].map((value) => number(value).padStart(10));
  process.stdout.write(`${name.padEnd(58)} ${shown.join(' ')}  ${unit}\n`);
  return made;
}

export function note(text) {
  process.stdout.write(`${text}\n`);
}

/** Three significant digits, whole from a thousand on. */
export function number(value) {
  return Math.abs(value) >= 1000
    ? Math.round(value).toLocaleString('en-GB')
    : String(Number(value.toPrecision(3)));
}

/** Seconds that `work` takes, and what it returns. */
export function timed(work) {
  const started = performance.now();
  const result = work();
  return { seconds: (performance.now() - started) / 1000, result };
}

/** Seconds of each of `runs` runs of `work`, after one that is not counted. */
export function timedWarm(runs, work) {
  work();
  return Array.from({ length: runs }, () => timed(work).seconds);
}
