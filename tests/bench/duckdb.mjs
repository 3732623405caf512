// SPDX-License-Identifier: MIT
// node duckdb.mjs FOLDER THREADS QUERY   the rows of QUERY as JSON lines, by the @duckdb/node-api
// that is installed in FOLDER (an absolute path)
import { createRequire } from "node:module";

const [, , folder, threads, query] = process.argv;
const { DuckDBInstance } = createRequire(folder + "/")("@duckdb/node-api");
const database = await DuckDBInstance.create(":memory:", { threads });
const connection = await database.connect();
await connection.run(`copy (${query}) to '/dev/stdout' (format json)`);
