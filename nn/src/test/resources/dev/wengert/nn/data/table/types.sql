-- What wrote types-*.parquet, in DuckDB 1.x or later; CODEC is uncompressed, snappy, gzip or zstd.
SET TimeZone = 'UTC';
COPY (
  SELECT * FROM (VALUES
    (1::TINYINT, 10::SMALLINT, 100::INTEGER, 5000000000::BIGINT, 1.5::FLOAT, 2.25::DOUBLE,
     12.34::DECIMAL(9,2), 98765432101234.5::DECIMAL(18,1), true, 'Bonn', DATE '2024-01-31',
     TIMESTAMP '2024-01-31 12:30:15.25', TIMESTAMPTZ '2024-01-31 12:30:00+02', [1,2], 'x'::BLOB,
     7::UTINYINT, 123456789012345678901.5::DECIMAL(38,1)),
    (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
     NULL),
    (-3, -30, -300, -5000000000, -1.5, 'NaN'::DOUBLE, -0.01, -0.5, false, 'Köln', DATE '1969-12-31',
     TIMESTAMP '1969-12-31 23:59:59.999', TIMESTAMPTZ '2024-07-01 00:00:00+00', [], 'y'::BLOB, 200,
     -1.5)
  ) t(tiny, small, whole, big, single, double, money, wide, flag, city, day, moment, instant, list,
      bytes, unsigned, huge)
) TO 'types-CODEC.parquet' (FORMAT parquet, COMPRESSION CODEC);
