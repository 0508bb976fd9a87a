import { type Markup, together } from '../markup.js';
import { partMark, type PlotStyle, textMark } from './plot.js';
import { fitText, LINE_HEIGHT, textWidth } from './text-width.js';

const SWATCH = 11;
const GAP = 14;

/** The parts by name with their colours, on as many lines as they take. */
export function legend(
  parts: readonly string[],
  colours: readonly string[],
  { width, id, label }: PlotStyle,
): { body: Markup; height: number } {
  const marks: Markup[] = [];
  let x = 0;
  let line = 0;
  parts.forEach((part, index) => {
    const whole = label(part);
    const text = fitText(whole, width - SWATCH - 5);
    const needed = SWATCH + 5 + textWidth(text);
    if (x > 0 && x + needed > width) {
      x = 0;
      line += 1;
    }
    const y = line * LINE_HEIGHT;
    marks.push(partMark(x, y + 2, SWATCH, SWATCH, colours[index] ?? '0', id, whole));
    marks.push(textMark(x + SWATCH + 5, y + 12, text, { whole }));
    x += needed + GAP;
  });
  return { body: together(marks), height: (line + 1) * LINE_HEIGHT + 6 };
}
