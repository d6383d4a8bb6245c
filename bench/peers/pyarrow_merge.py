"""Merge the data files of LeRobot datasets with pyarrow, the direct way.

    pyarrow_merge.py TARGET SOURCE...

For each source file, row group by row group: read it, replace the three index columns, write it with
Snappy as a row group of its own, types and metadata kept. Then fsync, as the merge it is compared with does.
"""

import os
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq


def read_tasks(source: Path) -> list[str]:
    """Task texts by task_index."""
    rows = pq.read_table(source / "meta/tasks.parquet").to_pylist()
    return [row["task"] for row in sorted(rows, key=lambda row: row["task_index"])]


def replaced(table: pa.Table, columns: dict[str, pa.Array]) -> pa.Table:
    for name, values in columns.items():
        at = table.schema.get_field_index(name)
        table = table.set_column(at, table.schema.field(at), values)
    return table


def main(target: Path, sources: list[Path]) -> None:
    (target / "data").mkdir(parents=True)
    tasks: dict[str, int] = {}
    episode = 0
    row = 0
    for number, source in enumerate(sources):
        task_map = pa.array([tasks.setdefault(text, len(tasks)) for text in read_tasks(source)], pa.int64())
        for path in sorted(source.glob("data/*/*.parquet")):
            file = pq.ParquetFile(path)
            with (target / f"data/file-{number:03d}-{path.stem}.parquet").open("wb") as out:
                with pq.ParquetWriter(out, file.schema_arrow, compression="snappy") as writer:
                    for group in range(file.num_row_groups):
                        table = file.read_row_group(group)
                        count = table.num_rows
                        columns = {
                            "episode_index": pa.array(np.full(count, episode, np.int64)),
                            "index": pa.array(np.arange(row, row + count, dtype=np.int64)),
                            "task_index": task_map.take(table["task_index"]),
                        }
                        writer.write_table(replaced(table, columns), row_group_size=count)
                        episode += 1
                        row += count
                out.flush()
                os.fsync(out.fileno())


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(argument) for argument in sys.argv[2:]])
