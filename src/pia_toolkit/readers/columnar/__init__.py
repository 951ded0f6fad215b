"""Files that hold columns with types: Parquet, Arrow, ORC, Avro, statistics packages."""
