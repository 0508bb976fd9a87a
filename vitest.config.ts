import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    environment: 'node',
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // Many tests wait for a process or a server; two at once use what one leaves idle.
    maxWorkers: 2,
  },
});
