"""Write a synthetic corpus: a dataset folder, its truth, and on demand the texts, of any size and always the same.

    python benchmarks/generate.py build/corpus --articles 10000 --texts

makes build/corpus/dataset (registries, articles/*.jsonl), truth.jsonl (one meeting a line, as it was) and texts/.
Memory does not grow with the number of articles.
"""

import argparse
import gzip
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import IO, Any

import world
import yaml
from pydantic import BaseModel
from stories import Used, articles, stories
from world import Fields

from trilat.claims import Sources, claims_of
from trilat.models.article import ArticleFile
from trilat.models.registries import REGISTRIES
from trilat.reading.layout import canonical
from trilat.reading.yaml import read_yaml
from trilat.registries import article_row, registry_rows

PART = 20_000
"""Articles in one JSON Lines file."""

FORMS = ("jsonl", "jsonl.gz", "jsonl.zst", "yaml")


def corpus(number: int, seed: int, characters: int, used: Used) -> Iterator[tuple[Fields, str, Fields | None]]:
    """So many articles, each with its text; with the first on a meeting the truth about it."""
    found = (
        (article, text, None if place else one.truth)
        for one in stories(seed) for place, (article, text) in enumerate(articles(one, characters, used))
    )
    return islice(found, number)


def write(
    folder: Path, number: int, *, seed: int = 1, form: str = "jsonl", characters: int = 2500, texts: str = ""
) -> None:
    """Write a corpus of so many articles.

    Args:
        folder: Where; it need not be there.
        number: How many articles.
        seed: Another seed gives another corpus.
        form: One of FORMS; yaml writes a file for each article.
        characters: How long texts are at least.
        texts: Whether to write the texts: "txt" as they are, "gz" packed, "" not at all.
    """
    used: Used = set()
    dataset = folder / "dataset"
    (dataset / "articles").mkdir(parents=True, exist_ok=True)
    if texts:
        (folder / "texts").mkdir(exist_ok=True)
    with ExitStack() as stack:
        truths = stack.enter_context((folder / "truth.jsonl").open("w", encoding="utf-8"))
        part: IO[bytes] | None = None
        for place, (article, text, truth) in enumerate(corpus(number, seed, characters, used)):
            ident = article["article"]["id"]
            if truth:
                truths.write(json.dumps(truth) + "\n")
            if texts:
                _write_text(folder / "texts" / f"{ident}.txt", text, packed=texts == "gz")
            if form == "yaml":
                (dataset / "articles" / f"{ident}.yaml").write_text(as_yaml(article, ArticleFile), encoding="utf-8")
                continue
            if place % PART == 0:
                path = dataset / "articles" / f"part-{place // PART:05}.{form}"
                part = stack.enter_context(_opened(path))
            assert part is not None  # noqa: S101  # opened with the first article
            part.write(json.dumps(article, ensure_ascii=False).encode() + b"\n")
    for name, entries in world.registries(used).items():
        value = {"schema_version": "1.0.0", name: entries}
        (dataset / f"{name}.yaml").write_text(as_yaml(value, REGISTRIES[name]), encoding="utf-8")
    (dataset / "release.yaml").write_text("schema_version: 1.0.0\nversion: 1.0.0\ndate: 2026-01-01\n", encoding="utf-8")


def tables_of(documents: Iterable[Fields], used: Used) -> dict[str, list[Any]]:
    """The rows of the articles, claims and spans of annotated articles, and of the registries that they use."""
    models = {
        name: REGISTRIES[name].model_validate({"schema_version": "1.0.0", name: entries})
        for name, entries in (world.registries(used) | {"redirects": [], "resolutions": []}).items()
    }
    tables = registry_rows(models) | {"articles": [], "claims": [], "spans": []}
    people, bodies = ({getattr(row, key): row for row in tables[name]}
                      for name, key in (("people", "person_id"), ("organizations", "organization_id")))
    sources = Sources(people, bodies, {})
    for document in documents:
        file = ArticleFile.model_validate(document)
        claims, spans = claims_of(file, sources)
        tables["articles"].append(article_row(file))
        tables["claims"] += claims
        tables["spans"] += spans
    return tables


def _opened(path: Path) -> Any:
    if path.suffix == ".gz":
        return gzip.GzipFile(path, "wb", compresslevel=6, mtime=0)
    if path.suffix == ".zst":
        import pyarrow as pa

        return pa.output_stream(str(path), compression="zstd")
    return path.open("wb")


def _write_text(path: Path, text: str, *, packed: bool) -> None:
    if packed:
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(text.encode(), 6, mtime=0))
    else:
        path.write_bytes(text.encode())


class _Dumper(yaml.CSafeDumper):
    """Repeats what stands in two places instead of naming it."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  # as PyYAML calls it
        return True


def as_yaml(value: Fields, model: type[BaseModel]) -> str:
    """A mapping in the canonical layout of Trilat's files."""
    text = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)
    document, _ = read_yaml(text.encode(), "made.yaml")
    if document is None:
        raise ValueError(text)
    return canonical(text, document, model)


def main() -> int:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where to write the corpus")
    parser.add_argument("--articles", type=int, default=1000, help="how many articles")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives another corpus")
    parser.add_argument("--form", choices=FORMS, default="jsonl", help="yaml writes a file for each article")
    parser.add_argument("--characters", type=int, default=2500, help="how long texts are at least")
    parser.add_argument("--texts", choices=("txt", "gz"), nargs="?", const="txt", default="", help="write texts too")
    chosen = parser.parse_args()
    write(chosen.folder, chosen.articles, seed=chosen.seed, form=chosen.form, characters=chosen.characters,
          texts=chosen.texts)
    return 0


if __name__ == "__main__":
    sys.exit(main())
