import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RegistryLayer } from '../../src/registry/merge-layers.js';
import { registryTables, type TableName } from '../../src/registry/tables.js';
import { layerOf, registryOf, shippedLayer, smallRegistry, type TableRows } from '../support/registry.js';

const days = ['2020-01-01', '2023-08-01', '2024-05-31', '2025-06-30', '2026-11-01'];

/** Every answer of a registry but where it stands. */
function answers(layers: readonly RegistryLayer[]) {
  const registry = registryOf(layers);
  return {
    hash: registry.stamp.hash,
    days: days.map((day) =>
      registry
        .namespaces()
        .sort()
        .map((name) => {
          const found = registry.resolve(name, day);
          return [
            name,
            found?.entity.id,
            found?.owners.map(({ id }) => id),
            found?.country.value,
            found?.type.value,
            found?.role.value,
          ];
        }),
    ),
  };
}

const tableNames = Object.keys(registryTables).filter((name): name is TableName => name in smallRegistry);

/** The small registry with its rows in another order. */
const shuffled = fc
  .tuple(
    ...tableNames.map((name) =>
      fc.shuffledSubarray([...smallRegistry[name]], { minLength: smallRegistry[name].length }),
    ),
  )
  .map((tables): TableRows => Object.fromEntries(tableNames.map((name, i) => [name, tables[i] ?? []])));

describe('a registry', () => {
  it('answers the same whatever the order of its rows and the ends of its lines', () => {
    const expected = answers([layerOf(smallRegistry)]);
    fc.assert(
      fc.property(shuffled, fc.constantFrom('\n', '\r\n'), (rows, lineEnd) => {
        expect(answers([layerOf(rows, 'other', lineEnd)])).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('is not changed by an overlay without rows, or one that says what is said already', () => {
    const expected = answers([shippedLayer()]);
    const headersOnly = layerOf(Object.fromEntries(tableNames.map((name) => [name, []])));
    expect(answers([shippedLayer(), { files: [] }])).toEqual(expected);
    expect(answers([shippedLayer(), headersOnly])).toEqual(expected);
    expect(answers([shippedLayer(), shippedLayer()])).toEqual(expected);
  });

  it('has another hash when a value, an overlay or the profile makes a difference', () => {
    const base = layerOf(smallRegistry);
    const overlay = layerOf({ entities: ['maker,,,AT,,,,,,'] });
    const hashes = [
      registryOf([base]),
      registryOf([base, overlay]),
      registryOf([base], 'steward'),
      registryOf([base], 'parent-seat'),
    ].map(({ stamp }) => stamp.hash);
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  it('rolls up to an end whatever owns whatever: it is refused, or every chain names each owner once', () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    const owner = fc.constantFrom('', ...ids);
    fc.assert(
      fc.property(fc.tuple(owner, owner, owner, owner, owner), owner, (parents, dated) => {
        const layer = layerOf({
          entities: ids.map((id, i) => `${id},${id},${parents[i] ?? ''},,,,,low,test,`),
          history: dated === '' ? [] : [`a,parent_id,${dated},2024,2025,low,test,`],
          namespaces: ids.map((id) => `${id},${id},,,,low,test,`),
        });
        const parentOn = (id: string, day: string): string =>
          id === 'a' && dated !== '' && day.startsWith('2024') ? dated : (parents[ids.indexOf(id)] ?? '');
        const circular = ['2020-01-01', '2024-06-01'].some((day) =>
          ids.some((id) => {
            let at = id;
            for (let step = 0; step <= ids.length && at !== ''; step += 1) at = parentOn(at, day);
            return at !== '';
          }),
        );
        if (circular) {
          expect(() => registryOf([layer])).toThrow('owners in a circle');
          return;
        }
        const registry = registryOf([layer]);
        for (const id of ids) {
          const owners = registry.resolve(id, '2024-06-01')?.owners ?? [];
          expect(new Set([id, ...owners.map((each) => each.id)]).size).toBe(owners.length + 1);
          expect(parentOn(owners.at(-1)?.id ?? id, '2024-06-01')).toBe('');
        }
      }),
      { numRuns: 200 },
    );
  });
});
