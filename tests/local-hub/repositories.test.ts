import { describe, expect, it } from 'vitest';
import { repositoryFields } from '../../src/crawl/crawl-repositories.js';
import { generatedSource } from '../../src/local-hub/generated-source.js';
import { recordedSource } from '../../src/local-hub/recorded-source.js';
import { serve } from '../support/crawl.js';
import { plainModels } from '../support/models.js';
import { plainRepositories } from '../support/repositories.js';

type Entry = Record<string, unknown>;

const entriesOf = async (url: string): Promise<Entry[]> => (await (await fetch(url)).json()) as Entry[];

/** Every page from `url` on, by the links. */
async function walk(url: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let next: string | undefined = url; next !== undefined;) {
    const response: Response = await fetch(next);
    entries.push(...((await response.json()) as Entry[]));
    next = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
  }
  return entries;
}

describe('a local Hub', () => {
  it('lists datasets and Spaces newest first, page by page, each under its own address', async () => {
    const [datasets, spaces] = [plainRepositories(7), plainRepositories(4, () => ({ sdk: 'gradio' }))];
    const hub = await serve({
      source: recordedSource(plainModels(2)),
      datasets: recordedSource(datasets),
      spaces: recordedSource(spaces),
    });
    const listed = await walk(`${hub.endpoint}/api/datasets?limit=3&sort=createdAt`);
    expect(listed.map(({ _id }) => _id)).toEqual(datasets.map(({ _id }) => _id).reverse());
    const [space] = await walk(`${hub.endpoint}/api/spaces?limit=3&sort=createdAt&expand=sdk&expand=tags`);
    expect(space).toEqual({ _id: spaces[3]?._id, id: spaces[3]?.id, tags: ['region:us'], sdk: 'gradio' });
    expect(hub.requests.map(({ path }) => path.split('?')[0])).toEqual([
      ...Array.from({ length: 3 }, () => '/api/datasets'),
      ...Array.from({ length: 2 }, () => '/api/spaces'),
    ]);
  });

  it('lists none where it was given none', async () => {
    const hub = await serve({ source: recordedSource(plainModels(2)) });
    for (const kind of ['datasets', 'spaces']) {
      expect(await entriesOf(`${hub.endpoint}/api/${kind}?limit=5&sort=createdAt`)).toEqual([]);
    }
  });

  it.each([
    ['spaces', 'downloads'],
    ['datasets', 'sdk'],
    ['datasets', 'pipeline_tag'],
    ['models', 'sdk'],
  ])('refuses %s with the field %s, and names those it has', async (kind, field) => {
    const hub = await serve({ source: recordedSource(plainModels(2)) });
    const response = await fetch(`${hub.endpoint}/api/${kind}?expand=likes&expand=${field}`);
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as { error: string };
    expect(error).toMatch(/^"expand" must be one of \[author, /);
    expect(error).not.toContain(` ${field},`);
  });

  it('knows every field that a crawl of them asks for', async () => {
    const hub = await serve({ source: recordedSource(plainModels(2)) });
    for (const [kind, fields] of [
      ['datasets', repositoryFields.dataset],
      ['spaces', repositoryFields.space],
    ] as const) {
      const query = fields.map((field) => `expand=${field}`).join('&');
      expect((await fetch(`${hub.endpoint}/api/${kind}?${query}`)).status).toBe(200);
    }
  });
});

describe('a generated Hub', () => {
  it('has the same datasets and Spaces for the same seed, of ids that ascend with their dates', async () => {
    const listed = await Promise.all(
      [1, 1, 2].map(async (seed) => {
        const source = generatedSource({ models: 900, seed });
        const { datasets, spaces } = source;
        const hub = await serve({ source, datasets, spaces, wire: { maxLimit: 100 } });
        const fields = 'expand=createdAt&expand=tags&expand=downloads';
        return {
          datasets: await walk(`${hub.endpoint}/api/datasets?sort=createdAt&${fields}`),
          spaces: await walk(`${hub.endpoint}/api/spaces?sort=createdAt&expand=sdk&expand=createdAt`),
        };
      }),
    );
    const [first, again, other] = listed;
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    expect([first?.datasets.length, first?.spaces.length]).toEqual([300, 450]);
    const ids = first?.datasets.map(({ _id }) => String(_id)) ?? [];
    expect(ids).toEqual([...new Set(ids)].sort().reverse());
    const years = first?.datasets.map(({ createdAt }) => String(createdAt).slice(0, 4)) ?? [];
    expect([...new Set(years)].sort()).toEqual(['2022', '2023', '2024', '2025', '2026']);
    const tags = first?.datasets.flatMap(({ tags: each }) => each as string[]) ?? [];
    expect(tags).toContain('task_categories:robotics');
    expect(tags).toContain('LeRobot');
    expect(new Set(first?.spaces.map(({ sdk }) => sdk))).toEqual(
      new Set(['gradio', 'static', 'docker', 'streamlit']),
    );
  });
});
