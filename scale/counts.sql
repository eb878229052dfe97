-- Value counts of plain-text Lambda logs, for an engine that cannot run the binary.
--
-- `scale/sql.py` fills in the placeholders and prints the statements for DuckDB, Spark SQL, or Athena and Trino.
--
--   source      table or function with the lines of all objects, each in a column `line`
--   path        expression for the path of a line's object
--   function    expression for the name of the function
--   arch        expression for the instruction set, which no log tells
--   at_us       expression that turns `at_text`, such as 2026-10-01T00:00:00.123, into microseconds since 1970
--   unpivoted   relation `samples` with a row for each metric that an invocation has
--
-- The same rows as from `coldmark count` come out of lines such as these (with tabs between the fields), each after the
-- time that an export to S3 writes:
--
--   2026-10-01T00:00:00.123Z REPORT RequestId: … Duration: 8.40 ms Billed Duration: 9 ms Memory Size: 128 MB …
--
-- No regular expression has a backslash except for \t, because engines differ in the escapes of literals.

WITH lines AS (
  SELECT ${path} AS path, line
  FROM ${source}
  WHERE line LIKE '%Z REPORT RequestId: %'
),
reports AS (
  SELECT
    path,
    -- The export to S3 names a folder after the log stream: 2026-10-01-[12]0123abcd.
    nullif(regexp_extract(path, '/([0-9][^/]*)/[^/]*$$', 1), '') AS stream,
    nullif(regexp_extract(line, '^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?)Z REPORT ', 1), '') AS at_text,
    -- A field begins after a tab, so that `Post Runtime Duration` is not `Duration`. Without its unit, it is cut off.
    nullif(regexp_extract(line, '\tDuration: ([0-9]{1,12}([.][0-9]{1,3})?) ms', 1), '') AS duration,
    nullif(regexp_extract(line, '\tBilled Duration: ([0-9]{1,12}([.][0-9]{1,3})?) ms', 1), '') AS billed,
    nullif(regexp_extract(line, '\tMemory Size: ([0-9]{1,7}) MB', 1), '') AS memory,
    nullif(regexp_extract(line, '\tMax Memory Used: ([0-9]{1,7}) MB', 1), '') AS memory_used,
    -- Most lines lack the fields below, and a comparison is cheaper than a regular expression.
    CASE WHEN line LIKE '%Init Duration: %' THEN nullif(regexp_extract(line, '\tInit Duration: ([0-9]{1,12}([.][0-9]{1,3})?) ms', 1), '') END AS init,
    CASE WHEN line LIKE '%Restore Duration: %' THEN nullif(regexp_extract(line, '\tRestore Duration: ([0-9]{1,12}([.][0-9]{1,3})?) ms', 1), '') END AS restore,
    CASE WHEN line LIKE '%Billed Restore Duration: %' THEN nullif(regexp_extract(line, '\tBilled Restore Duration: ([0-9]{1,12}([.][0-9]{1,3})?) ms', 1), '') END AS billed_restore,
    CASE WHEN line LIKE '%Status: %' THEN nullif(regexp_extract(line, '\tStatus: ([^ \t"]+)', 1), '') END AS status,
    CASE WHEN line LIKE '%Error Type: %' THEN nullif(regexp_extract(line, '\tError Type: ([^ \t"]+)', 1), '') END AS error_type
  FROM lines
),
numbers AS (
  SELECT
    path,
    ${function} AS function,
    nullif(split_part(split_part(stream, '[', 2), ']', 1), '') AS version,
    TRY_CAST(substr(at_text, 1, 10) AS DATE) AS day,
    ${at_us} AS at_us,
    CAST(memory AS BIGINT) AS memory_mb,
    CAST(memory_used AS BIGINT) AS max_memory_used_mb,
    -- Whole microseconds are exact in any order of addition, and Lambda writes no finer times.
    CAST(CAST(duration AS DECIMAL(18, 3)) * 1000 AS BIGINT) AS duration_us,
    CAST(CAST(billed AS DECIMAL(18, 3)) * 1000 AS BIGINT) AS billed_us,
    CAST(CAST(coalesce(billed_restore, '0') AS DECIMAL(18, 3)) * 1000 AS BIGINT) AS billed_restore_us,
    -- Some tools write an init of zero for every warm call.
    nullif(CAST(CAST(init AS DECIMAL(18, 3)) * 1000 AS BIGINT), 0) AS init_us,
    nullif(CAST(CAST(restore AS DECIMAL(18, 3)) * 1000 AS BIGINT), 0) AS restore_us,
    CASE
      WHEN status IN ('error', 'failure', 'timeout') THEN concat('invocation ', status)
      WHEN status <> 'success' THEN 'invocation other'
    END AS failure,
    substr(error_type, 1, 100) AS error_type
  FROM reports
  WHERE at_text IS NOT NULL
),
invocations AS (
  SELECT
    *,
    -- A line that lacks a field or has an impossible value is refused: durations up to a year, memory up to a terabyte.
    coalesce(
      at_us IS NOT NULL
      AND duration_us <= 31622400000000
      AND billed_us <= 31622400000000
      AND billed_restore_us <= 31622400000000
      AND coalesce(init_us, 0) <= 31622400000000
      AND coalesce(restore_us, 0) <= 31622400000000
      AND memory_mb BETWEEN 1 AND 1048576
      AND coalesce(max_memory_used_mb, 0) <= 1048576,
      FALSE
    ) AS is_whole,
    coalesce(init_us, restore_us) AS before_us
  FROM numbers
),
-- A column for each metric. A metric that an invocation lacks is null, and leaves no row.
wide AS (
  SELECT
    path,
    function,
    version,
    memory_mb,
    day,
    CASE WHEN error_type IS NULL THEN failure ELSE concat(failure, ' ', error_type) END AS failure,
    CASE WHEN is_whole THEN CAST(1 AS BIGINT) ELSE 0 END AS object,
    CASE WHEN is_whole THEN CAST(1 AS BIGINT) END AS invocations,
    CASE WHEN is_whole AND before_us > 0 THEN CAST(1 AS BIGINT) END AS cold_starts,
    CASE WHEN is_whole AND restore_us > 0 THEN CAST(1 AS BIGINT) END AS restores,
    CASE WHEN is_whole THEN init_us END AS init_us,
    CASE WHEN is_whole THEN restore_us END AS restore_us,
    CASE WHEN is_whole THEN before_us + duration_us END AS cold_total_us,
    CASE WHEN is_whole AND before_us > 0 THEN nullif(duration_us, 0) END AS cold_duration_us,
    CASE WHEN is_whole AND before_us IS NULL THEN nullif(duration_us, 0) END AS warm_duration_us,
    CASE WHEN is_whole THEN max_memory_used_mb END AS max_memory_used_mb,
    -- Charts of cold starts are in whole milliseconds. None is shorter than one.
    CASE WHEN is_whole AND before_us > 0 THEN at_us - at_us % 1000
      - greatest(1000, before_us + duration_us + 500 - (before_us + duration_us + 500) % 1000) END AS cold_start_began_at_us,
    CASE WHEN is_whole AND before_us > 0 THEN at_us - at_us % 1000 END AS cold_start_ended_at_us,
    CASE WHEN is_whole THEN nullif(billed_us + billed_restore_us, 0) END AS billed_us,
    -- Durations are billed rounded up to whole milliseconds. The rest is init or restore.
    CASE WHEN is_whole THEN nullif(billed_restore_us + CASE WHEN before_us > 0
      THEN greatest(0, billed_us - (duration_us + 999 - (duration_us + 999) % 1000)) ELSE 0 END, 0) END AS billed_init_us,
    CASE WHEN is_whole THEN at_us END AS first_at_us,
    CASE WHEN is_whole THEN at_us END AS last_at_us,
    CASE WHEN is_whole AND failure IS NOT NULL THEN CAST(1 AS BIGINT) END AS failures,
    CASE WHEN is_whole AND failure IS NOT NULL AND max_memory_used_mb >= memory_mb THEN CAST(1 AS BIGINT) END AS memory_exhausted,
    CASE WHEN is_whole AND failure IS NOT NULL THEN at_us END AS first_failure_at_us,
    CASE WHEN is_whole AND failure IS NOT NULL THEN at_us END AS last_failure_at_us
  FROM invocations
),
samples AS (
  ${unpivoted}
),
keyed AS (
  SELECT
    -- The receipt of an object has its path and nothing else.
    CASE WHEN metric <> 'object' THEN function END AS function,
    CASE WHEN metric <> 'object' THEN version END AS version,
    CASE WHEN metric <> 'object' THEN memory_mb END AS memory_mb,
    CASE WHEN metric <> 'object' THEN day END AS day,
    metric,
    CASE
      WHEN metric = 'object' THEN path
      WHEN metric IN ('failures', 'memory_exhausted', 'first_failure_at_us', 'last_failure_at_us') THEN failure
    END AS detail,
    CASE
      WHEN metric IN ('object', 'first_at_us', 'last_at_us', 'first_failure_at_us', 'last_failure_at_us') THEN NULL
      WHEN metric IN ('billed_us', 'billed_init_us') THEN 1
      ELSE value
    END AS key_value,
    value
  FROM samples
),
counted AS (
  SELECT
    function, version, memory_mb, day, metric, detail, key_value,
    count(*) AS n_rows, sum(value) AS total, min(value) AS smallest, max(value) AS largest
  FROM keyed
  GROUP BY function, version, memory_mb, day, metric, detail, key_value
)
SELECT
  function,
  version,
  memory_mb,
  CASE WHEN metric <> 'object' THEN ${arch} END AS arch,
  day,
  metric,
  CASE WHEN metric = 'object' THEN concat(
    '{"path":"', replace(replace(detail, chr(92), concat(chr(92), chr(92))), '"', concat(chr(92), '"')),
    '","format":"lambda-log","records":', CAST(n_rows AS VARCHAR(20)),
    ',"invocations":', CAST(total AS VARCHAR(20)),
    ',"refused":', CAST(n_rows - total AS VARCHAR(20)), '}'
  ) ELSE detail END AS detail,
  CAST(CASE
    WHEN metric = 'object' THEN total
    WHEN metric IN ('first_at_us', 'first_failure_at_us') THEN smallest
    WHEN metric IN ('last_at_us', 'last_failure_at_us') THEN largest
    ELSE key_value
  END AS BIGINT) AS value,
  CAST(CASE
    WHEN metric IN ('object', 'first_at_us', 'last_at_us', 'first_failure_at_us', 'last_failure_at_us') THEN 1
    WHEN metric IN ('billed_us', 'billed_init_us') THEN total
    ELSE n_rows
  END AS BIGINT) AS n
FROM counted
