import type { ListedModel } from '../../src/domain/listed-model.js';
import { firstObjectIdOf } from '../../src/domain/object-id.js';
import type { TableRows } from './registry.js';

type Row = [id: string, downloads: number, created: string, ...tags: string[]];

/**
 * Twenty models of eight authors, 1,000 downloads in all: alpha-ai 140, alpha-lab 60, beta 240, gamma 200, delta 30,
 * epsilon 100, zeta 100, nobody 130. Bases lead across countries, into a circle, to themselves and to what is not there.
 */
const rows: Row[] = [
  ['alpha-ai/a1', 100, '2024-05-01'],
  ['alpha-ai/a2', 40, '2025-03-01'],
  ['alpha-ai/a3', 0, '2025-08-01'],
  ['alpha-lab/l1', 60, '2025-09-01'],
  ['beta/b1', 120, '2024-02-01'],
  ['beta/b2', 80, '2025-02-01'],
  ['beta/b3', 30, '2025-10-01'],
  ['beta/b4', 10, '2026-01-10'],
  ['gamma/g1', 150, '2022-03-02T23:29:04Z'],
  ['gamma/g2', 50, '2023-01-01'],
  ['delta/d1', 25, '2025-06-01', 'base_model:finetune:gamma/g1'],
  ['delta/d2', 5, '2026-02-01', 'base_model:finetune:delta/d1'],
  ['epsilon/e1', 70, '2025-11-01', 'base_model:quantized:beta/b1', 'base_model:merge:alpha-ai/a2'],
  ['epsilon/e2', 20, '2025-12-01', 'base_model:quantized:epsilon/e1'],
  ['epsilon/e3', 10, '2026-03-01', 'base_model:quantized:alpha-ai/gone'],
  ['zeta/z1', 90, '2025-01-15', 'base_model:alpha-ai/a1'],
  ['zeta/z2', 10, '2026-04-01', 'base_model:zeta/z3'],
  ['zeta/z3', 0, '2026-04-02', 'base_model:zeta/z2'],
  ['nobody/n1', 100, '2025-05-05', 'base_model:adapter:beta/b2'],
  ['nobody/n2', 30, '2026-05-05', 'base_model:nobody/n2'],
];

/** The day of the example's night. */
export const exampleNight = '2026-06-30';

/** All-time downloads are ten times those of 30 days; every model is liked twice. */
export function exampleModels(): ListedModel[] {
  return rows.map(([id, downloads, created, ...tags], index) => {
    const ms = Date.parse(created);
    const seconds = ms / 1000;
    return {
      _id: firstObjectIdOf(seconds).slice(0, 8) + index.toString(16).padStart(16, '0'),
      id,
      downloads,
      downloadsAllTime: downloads * 10,
      likes: 2,
      createdAt: new Date(ms).toISOString(),
      tags,
      private: false,
    };
  });
}

/** Who they are: gamma could be read as Alpha's, delta is of low confidence, epsilon's country is not known. */
export const exampleRegistry = {
  entities: [
    'alpha,Alpha,,US,big-tech,,,high,test,',
    'alpha-lab,Alpha Lab,alpha,GB,big-tech,,,high,test,',
    'baidu,Beta,,CN,company,,,high,test,',
    'gamma,Gamma,,DE,university,,,high,test,',
    'delta,Delta,,FR,non-profit,,,low,test,',
    'epsilon,Epsilon,,,individual,,,medium,test,',
    'zeta,Zeta,,XX,community,,,high,test,',
  ],
  namespaces: [
    'alpha-ai,alpha,official,,,high,test,',
    'alpha-lab,alpha-lab,team,,,medium,test,',
    'beta,baidu,official,,,high,test,',
    'delta,delta,,,,low,test,',
    'epsilon,epsilon,quantiser,,,medium,test,',
    'gamma,gamma,official,,,high,test,',
    'zeta,zeta,mirror,,,high,test,',
  ],
  alternatives: ['gamma,entity,alpha,,,,Alpha looks after it,a page'],
  bigTech: ['alpha,core,high,test,'],
  countryGroups: ['EU27,DE,member state,high,test', 'EU27,FR,member state,high,test'],
} as const satisfies TableRows;
