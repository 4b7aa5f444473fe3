"""JSON Lines of the articles of a dataset, packed or not."""

import gzip
import json
from pathlib import Path

import pyarrow as pa

from trilat.sheets import read_files


def as_lines(folder: Path, ending: str = "", file: str = "all.jsonl") -> Path:
    """Put the sound articles of a folder into one file, a line each, and take their own files away."""
    lines = []
    for path in sorted((folder / "articles").rglob("*.yaml")):
        for sheet in read_files([path]).articles:
            value = sheet.model.model_dump(mode="json", exclude_unset=True, by_alias=True)
            lines.append(json.dumps(value, ensure_ascii=False) + "\n")
            path.unlink()
    path = folder / "articles" / (file + ending)
    put(path, "".join(lines).encode())
    return path


def put(path: Path, data: bytes) -> Path:
    """Write what a file holds, packed as its name says."""
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(data))
    elif path.suffix == ".zst":
        with pa.output_stream(str(path), compression="zstd") as file:
            file.write(data)
    else:
        path.write_bytes(data)
    return path
