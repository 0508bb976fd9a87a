/** Middle value; of two middle ones the upper. */
export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

export function heading(text) {
  const columns = ['median', 'min', 'max'].map((head) => head.padStart(10)).join(' ');
  process.stdout.write(`\n${text}\n${''.padEnd(52)} ${columns}\n`);
}

/** One row: what was measured, its median, least and most over the runs. */
export function row(name, values, unit) {
  const shown = [median(values), Math.min(...values), Math.max(...values)].map((value) =>
    number(value).padStart(10),
  );
  process.stdout.write(`${name.padEnd(52)} ${shown.join(' ')}  ${unit}\n`);
}

function number(value) {
  return value >= 1000 ? Math.round(value).toLocaleString('en-GB') : value.toPrecision(3);
}

/** Seconds that `work` takes, and what it returns. */
export function timed(work) {
  const started = performance.now();
  const result = work();
  return { seconds: (performance.now() - started) / 1000, result };
}
