import { DAY_ZERO, type Life } from './lives.js';

/** Eleven weekly nights, from 2025-12-11 to 2026-02-19. */
export const exampleNights = Array.from({ length: 11 }, (_, week) => DAY_ZERO - 21 + week * 7);

/**
 * Models released over five weeks, whose downloads a week fall by half every two and a half weeks: twelve of 2 B, ten of
 * 200 B, three of 27 B and six that declare no size.
 */
export const exampleLives: readonly Life[] = [
  ...kin('acme/small', 12, 12_000, 2e9),
  ...kin('acme/large', 10, 3000, 2e11),
  ...kin('beta/middle', 3, 6000, 2.7e10),
  ...kin('beta/unsized', 6, 500),
];

function kin(name: string, many: number, most: number, parameters?: number): Life[] {
  return Array.from({ length: many }, (_, index) => ({
    id: `${name}-${index + 1}`,
    born: DAY_ZERO - 21 + (index % 5) * 7,
    count: (age) => Math.round((most / (index + 1)) * (1 - 2 ** (-age / 17.5))),
    ...(parameters !== undefined && { parameters }),
  }));
}
