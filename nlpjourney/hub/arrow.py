"""Data sets in the format of the datasets library's cache."""

import io
import json
from typing import Any

from nlpjourney.hub.catalog import Entry, HubError

ROWS_PER_BATCH = 1000
Row = dict[str, Any]
# The type of each column of a data set: a type of Arrow, a list with one type for a column
# of lists, or "image" for {"bytes": ..., "path": None}.
Columns = dict[str, str | list[str]]


def dataset_files(
    entry: Entry,
    configuration: str,
    splits: dict[str, list[Row]],
    columns: Columns | None = None,
    citation: str | None = None,
) -> dict[str, bytes]:
    """The files of one configuration of a data set: its splits as Arrow, and its description.
    Without ``columns``, all columns are texts.

    Raises HubError if a split does not have the cataloged number of rows.
    """
    name = entry.id.split("/")[1]
    columns = columns or dict.fromkeys(next(iter(splits.values()))[0], "string")
    made, described = {}, {}
    for split, rows in splits.items():
        label = configuration if len(splits) == 1 else f"{configuration} {split}"
        if len(rows) != entry.rows[label]:
            raise HubError(
                f"{entry.id}: {label} has {len(rows)} rows, but the catalog says "
                f"{entry.rows[label]}; correct one of the two."
            )
        content = arrow_stream(rows, columns)
        made[f"{configuration}/{name}-{split}.arrow"] = content
        described[split] = {
            "name": split,
            "num_bytes": len(content),
            "num_examples": len(rows),
            "dataset_name": name,
        }
    info = {
        "builder_name": name,
        **({} if citation is None else {"citation": citation}),
        "config_name": configuration,
        "dataset_name": name,
        "dataset_size": sum(map(len, made.values())),
        "description": " ".join(entry.provenance.split()),
        "features": {column: feature(dtype) for column, dtype in columns.items()},
        "license": " ".join(entry.license.split()),
        "splits": described,
        "version": {"version_str": "0.0.0", "major": 0, "minor": 0, "patch": 0},
    }
    return made | {f"{configuration}/dataset_info.json": as_json(info)}


def feature(dtype: str | list[str]) -> dict[str, Any]:
    """A column's type as the datasets library writes it."""
    if isinstance(dtype, list):
        return {"feature": feature(dtype[0]), "_type": "List"}
    if dtype == "image":
        return {"_type": "Image"}
    return {"dtype": dtype, "_type": "Value"}


def arrow_stream(rows: list[Row], columns: Columns) -> bytes:
    """The rows as one Arrow stream."""
    import pyarrow as pa  # type: ignore[import-untyped]

    def arrow_type(dtype: str | list[str]) -> Any:
        if isinstance(dtype, list):
            return pa.list_(arrow_type(dtype[0]))
        if dtype == "image":
            return pa.struct({"bytes": pa.binary(), "path": pa.string()})
        return pa.type_for_alias(dtype)

    schema = pa.schema({column: arrow_type(dtype) for column, dtype in columns.items()})
    buffer = io.BytesIO()
    with pa.ipc.new_stream(buffer, schema) as stream:
        for start in range(0, len(rows), ROWS_PER_BATCH):
            batch = rows[start : start + ROWS_PER_BATCH]
            stream.write_batch(pa.RecordBatch.from_pylist(batch, schema=schema))
    return buffer.getvalue()


def as_json(content: dict[str, Any], end: str = "\n") -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False) + end).encode()
