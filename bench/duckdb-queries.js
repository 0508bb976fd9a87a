/**
 * A report's question as DuckDB would be asked it. The tables: model (one row a model, the store's columns), edge (child,
 * base), author (author_key, country, sector).
 */
export const duckdbQueries = {
  // One row a distinct count is all that Gini, the Lorenz curve and every top share need.
  concentration: 'SELECT downloads_30d, count(*) FROM model GROUP BY 1 ORDER BY 1 DESC',
  orgs: `SELECT author_key, count(*), sum(downloads_30d) AS downloads FROM model
    GROUP BY 1 ORDER BY downloads DESC, 1 LIMIT 100`,
  geography: `SELECT country, count(*), sum(models), sum(downloads) FROM
    (SELECT author_key, count(*) AS models, sum(downloads_30d) AS downloads FROM model GROUP BY 1)
    JOIN author USING (author_key) GROUP BY 1 ORDER BY 4 DESC`,
  sectors: `SELECT sector, count(*), sum(models), sum(downloads) FROM
    (SELECT author_key, count(*) AS models, sum(downloads_30d) AS downloads FROM model GROUP BY 1)
    JOIN author USING (author_key) GROUP BY 1 ORDER BY 4 DESC`,
  growth: `SELECT year(make_timestamp(created * 86400000000)) * 12 + month(make_timestamp(created * 86400000000)) AS month,
    sum(models) FROM (SELECT created_at // 86400 AS created, count(*) AS models FROM model GROUP BY 1) GROUP BY 1 ORDER BY 1`,
  sizes: `SELECT floor(log10(parameters)) AS band, count(*), sum(downloads_30d), median(parameters) FROM model
    WHERE parameters > 0 GROUP BY 1 ORDER BY 1`,
  vintage: `SELECT year, sum(models), sum(downloads) FROM
    (SELECT year(make_timestamp(created_at * 1000000)) AS year, count(*) AS models, sum(downloads_30d) AS downloads
     FROM model GROUP BY 1) GROUP BY 1 ORDER BY 1`,
  attention: `SELECT model_key, likes, downloads_30d, likes / greatest(downloads_30d, 1) AS likes_a_download FROM model
    WHERE likes > 0 ORDER BY likes_a_download DESC, model_key LIMIT 100`,
  lineage: `WITH RECURSIVE root(model, ancestor) AS (
      SELECT child, base FROM edge UNION SELECT model, base FROM root JOIN edge ON edge.child = root.ancestor)
    SELECT ancestor, count(DISTINCT model) AS descendants FROM root WHERE ancestor NOT IN (SELECT child FROM edge)
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 100`,
};
