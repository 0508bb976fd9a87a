import type { Chart } from '../reports/chart.js';

/** How the labels of a chart are translated: all of them, or where they are names those alone that are words. */
export function labelWords(chart: Chart, words: (text: string) => string): (label: string) => string {
  const kept = chart.words;
  return (label) => (kept === undefined || kept.includes(label) ? words(label) : label);
}
