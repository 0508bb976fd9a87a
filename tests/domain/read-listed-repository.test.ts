import { describe, expect, it } from 'vitest';
import { readListedRepository } from '../../src/domain/read-listed-repository.js';

const dataset = {
  _id: '63a3a6bf3618ae17d667acf2',
  id: 'akariasai/PopQA',
  author: 'akariasai',
  sha: '098765c79ea10a2cb19c828324e33281b8336ec0',
  lastModified: '2022-12-22T01:01:20.000Z',
  private: false,
  gated: false,
  disabled: false,
  tags: ['size_categories:10K<n<100K', 'region:us'],
  description: '... Dataset Card for PopQA ...',
  downloads: 9092,
  likes: 45,
  createdAt: '2022-12-22T00:37:19.000Z',
  usedStorage: 61513963,
};

describe('readListedRepository', () => {
  it('reads a dataset as it was recorded, what it lacks missing and not zero', () => {
    expect(readListedRepository(dataset)).toEqual({
      record: {
        hubId: '63a3a6bf3618ae17d667acf2',
        name: 'akariasai/PopQA',
        author: 'akariasai',
        createdAt: Date.UTC(2022, 11, 22, 0, 37, 19) / 1000,
        modifiedAt: Date.UTC(2022, 11, 22, 1, 1, 20) / 1000,
        downloads30d: 9092,
        downloadsAllTime: null,
        likes: 45,
        trendingScore: null,
        gated: 'open',
        private: false,
        disabled: false,
        sdk: null,
        tags: ['size_categories:10K<n<100K', 'region:us'],
      },
      rejections: [],
    });
  });

  it('takes the author from the name where a listing gives none, and the sdk of a Space', () => {
    const { record } = readListedRepository({ _id: dataset._id, id: 'someone/demo', sdk: 'gradio' });
    expect(record).toMatchObject({ author: 'someone', sdk: 'gradio', downloads30d: null, tags: [] });
  });

  it('sets an odd sdk aside with its reason, and keeps the rest', () => {
    const { record, rejections } = readListedRepository({ ...dataset, sdk: 7, likes: -1 });
    expect(record).toMatchObject({ name: 'akariasai/PopQA', sdk: null, likes: null, downloads30d: 9092 });
    expect(rejections.map(({ field }) => field).sort()).toEqual(['likes', 'sdk']);
  });

  it.each([[null], [[]], [{ id: 'a/b' }], [{ _id: 'x', id: 'a/b', sdk: 'gradio' }]])(
    'rejects %j whole',
    (entry) => {
      const { record, rejections } = readListedRepository(entry);
      expect(record).toBeNull();
      expect(rejections.map(({ field }) => field)).toEqual([null]);
    },
  );
});
