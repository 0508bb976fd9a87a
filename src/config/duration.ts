import { UsageError } from '../errors.js';

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a duration such as `90s`, `45m`, `3h` or `1h30m`. @throws UsageError on anything else */
export function parseDuration(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([smhd])/g)];
  const total = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNIT_MS[unit ?? ''] ?? 0), 0);
  if (parts.map(([part]) => part).join('') !== text || total <= 0) {
    throw new UsageError(`"${text}" is not a duration.`, { todo: 'Write it like 90s, 45m, 3h or 1h30m.' });
  }
  return total;
}
