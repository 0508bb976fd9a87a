import { cutToWidth, displayWidth } from '../text-layout.js';

/** Size of the text of charts, in pixels. */
export const TEXT_SIZE = 12;
/** Between the baselines of two lines. */
export const LINE_HEIGHT = 16;

/** The width of a terminal's column in a proportional face: wide enough for capitals and digits. */
const COLUMN = 0.62 * TEXT_SIZE;
const LONGEST = 60;

/** About the pixels that `text` takes, rather more than fewer. */
export function textWidth(text: string): number {
  return displayWidth(text) * COLUMN;
}

/** `text` cut to about so many pixels. */
export function fitText(text: string, width: number): string {
  return cutToWidth(text, Math.min(LONGEST, Math.max(1, Math.floor(width / COLUMN))), '…');
}

/**
 * Moves labels apart that would touch: the least moves that keep their order, within the bounds.
 * @param wanted where each would stand, in any order
 * @returns where each stands, `gap` apart as long as there is room
 */
export function spreadLabels(wanted: readonly number[], gap: number, from: number, to: number): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || a - b);
  const step = order.length > 1 ? Math.min(gap, (to - from) / (order.length - 1)) : gap;
  const placed = new Array<number>(wanted.length).fill(from);
  let least = from;
  for (const index of order) {
    placed[index] = Math.max(least, wanted[index] ?? from);
    least = (placed[index] ?? from) + step;
  }
  let most = to;
  for (const index of [...order].reverse()) {
    placed[index] = Math.min(most, placed[index] ?? to);
    most = (placed[index] ?? to) - step;
  }
  return placed;
}
