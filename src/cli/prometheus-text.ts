/** One metric of the Prometheus text format; a value that is missing is left out, never a zero. */
export interface Metric {
  /** Starts with `oai_`, ends with its base unit. */
  name: string;
  help: string;
  value: number | null;
}

/**
 * The metrics as the textfile collector reads them, each with the same labels.
 * Source: https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function prometheusText(metrics: readonly Metric[], labels: Readonly<Record<string, string>>): string {
  const labelled = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return metrics
    .filter(({ value }) => value !== null)
    .map(({ name, help, value }) => {
      const sample = `${name}{${labelled.join(',')}} ${value}`;
      return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} gauge\n${sample}\n`;
    })
    .join('');
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"');
}
