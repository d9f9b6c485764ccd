// The same question in DuckDB: load a CSV of customer_id,timestamp,amount into memory, then summaries and RFM quintiles by SQL.
//   node duckdb.mjs LOG.csv THREADS [RUNS]      where the npm package @duckdb/node-api can be found from
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
const [file, threads, runs] = [process.argv[2], process.argv[3] ?? '1', Number(process.argv[4] ?? 3)];
const { DuckDBInstance } = await import(pathToFileURL(createRequire(process.cwd() + '/').resolve('@duckdb/node-api')).href);
const load = `CREATE TABLE orders AS SELECT * FROM read_csv('${file}', header = true,
  columns = {'customer_id': 'INTEGER', 'timestamp': 'DATE', 'amount': 'DECIMAL(12,2)'})`;
const question = `CREATE TABLE answer AS
  WITH days AS (SELECT customer_id AS c, timestamp AS day, sum(amount)::DOUBLE AS money FROM orders GROUP BY ALL),
       buyers AS (SELECT c, min(day) AS first, max(day) AS last, count(*) - 1 AS x, sum(money) AS revenue, arg_min(money, day) AS at_first
                  FROM days GROUP BY c),
       ended AS (SELECT max(last) AS now FROM buyers)
  SELECT c, x, last - first AS t_x, now - first AS T, CASE WHEN x > 0 THEN (revenue - at_first) / x ELSE 0 END AS m,
         ntile(5) OVER (ORDER BY now - last DESC) AS r, ntile(5) OVER (ORDER BY x) AS f, ntile(5) OVER (ORDER BY revenue) AS money_score
  FROM buyers, ended`;
const times = [];
for (let run = 0; run < runs; run++) {
  const instance = await DuckDBInstance.create(':memory:', { threads });
  const connection = await instance.connect();
  const start = process.hrtime.bigint();
  await connection.run(load);
  const loaded = process.hrtime.bigint();
  await connection.run(question);
  times.push([Number(loaded - start) / 1e9, Number(process.hrtime.bigint() - loaded) / 1e9]);
  if (run === runs - 1)
    console.log('DuckDB sums: ' + (await (await connection.run('SELECT count(*), sum(x), sum(t_x), sum(T), avg(m) FROM answer')).getRows())[0].join(' '));
  connection.closeSync();
  instance.closeSync();
}
times.sort((a, b) => a[0] + a[1] - b[0] - b[1]);
const [a, b] = times[times.length >> 1];
console.log(`DuckDB, ${threads} threads: load ${a.toFixed(3)} s, query ${b.toFixed(3)} s, all ${(a + b).toFixed(3)} s (median of ${runs})`);
