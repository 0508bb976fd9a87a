import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeDelta, encodeKeyframe } from '../../src/store/night-codec.js';
import { tempFolder } from '../support/temp.js';

type Apply = (chunk: Buffer, values: Float64Array) => void;

it('the reader in docs/history-format.md reads what the store writes', async () => {
  const page = readFileSync(new URL('../../docs/history-format.md', import.meta.url), 'utf8');
  const code = /```js\n(.*?)```/s.exec(page)?.[1] ?? '';
  expect(code.trim().split('\n').length).toBeLessThan(25);
  const file = join(tempFolder(), 'reader.mjs');
  writeFileSync(file, code);
  const { apply } = (await import(pathToFileURL(file).href)) as { apply: Apply };

  const count = fc.oneof(fc.constant(NaN), fc.nat(5), fc.maxSafeNat());
  fc.assert(
    fc.property(fc.array(fc.tuple(count, count)), (pairs) => {
      const first = Float64Array.from(pairs, ([value]) => value);
      const second = Float64Array.from(pairs, ([, value]) => value);
      const values = new Float64Array(pairs.length).fill(1);
      apply(encodeKeyframe(first, 'integer'), values);
      expect(values).toEqual(first);
      const delta = encodeDelta(first, second, 'integer');
      if (delta !== null) apply(delta, values);
      expect(values).toEqual(second);
    }),
  );
});
