"""The layout shows the architecture: dependencies run one way, and the command line starts light."""

import ast
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "trilat"

LINES = """
    errors findings disk git hashing versions compatibility workers progress
    citation
    edtf vocabularies relations
    models
    tables registries schemas
    reading
    evidence
    claims
    consolidate
    sheet
    sheets
    coding
    rules
    share
    check
    mend migrate
    store
    release
    bulk
    verifying
    records
    dataset
    output
    cli
"""
RANK = {name: rank for rank, line in enumerate(LINES.strip().splitlines()) for name in line.split()}


def imports() -> dict[str, set[str]]:
    """The modules of the package that each imports, inside functions and under TYPE_CHECKING too."""
    names = {path: ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts) for path in SOURCE.rglob("*.py")}
    modules = {name.removesuffix(".__init__"): path for path, name in names.items()}
    found: dict[str, set[str]] = {}
    for name, path in modules.items():
        targets = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                targets |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                targets |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
        found[name] = {target for target in targets if target in modules and target != name}
    return found


def test_every_module_has_its_line_in_the_plan():
    parts = {name.split(".")[1] for name in imports() if name != "trilat"}
    assert parts == RANK.keys()


def test_no_module_imports_upward():
    upward = [
        f"{name} imports {target}"
        for name, targets in imports().items() if name != "trilat"
        for target in targets if target != "trilat" and RANK[target.split(".")[1]] > RANK[name.split(".")[1]]
    ]
    assert upward == []


def test_no_modules_import_each_other_in_a_circle():
    graph = {name: {target for target in targets if not name.startswith(f"{target}.")}
             for name, targets in imports().items()}
    # Objects of a dataset, and what asks, shows and draws it, know the dataset and its tables by type alone.
    upper = {f"trilat.dataset.{name}" for name in ("dataset", "measures", "objects", "readouts", "rows", "table")}
    shows = ("html", "shown", "pictures.plots", "pictures.timeline", "pictures.disagreement", "pictures.style")
    for name in ("objects", "rows", *shows):
        graph[f"trilat.dataset.{name}"] -= upper
    for name in ("where", "search", "sql", "plover", "panels", "about", "parted"):
        graph[f"trilat.dataset.{name}"] -= {"trilat.dataset.dataset"}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a circle: {error.args[1]}")


@pytest.mark.parametrize("code", ["import trilat", "from trilat import dataset; dataset.load().meetings[0].title"])
def test_importing_and_loading_need_neither_pyarrow_nor_pydantic(code):
    heavy = "{'pyarrow', 'pydantic', 'pandas', 'polars', 'duckdb', 'typer'}"
    run = [sys.executable, "-c", f"import sys; {code}; print(sorted({heavy} & set(sys.modules)))"]
    assert subprocess.run(run, check=True, capture_output=True, text=True).stdout == "[]\n"


def test_the_help_of_the_command_line_needs_neither_pyarrow_nor_pydantic():
    code = ("import sys\nsys.argv = ['trilat', '--help']\nfrom trilat.cli.main import main\n"
            "try:\n    main()\nexcept SystemExit:\n    pass\n"
            "print(sorted({'pyarrow', 'pydantic'} & set(sys.modules)))")
    out = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert out.endswith("[]\n")
    assert "validate" in out


WRITING = {"write_bytes", "write_text", "touch", "rename", "rmtree", "fsync", "mkdtemp", "mkstemp"}
"""Calls that put something on the disk; `replace` is left out, which texts have too."""


def test_only_one_module_puts_things_on_the_disk_and_the_store_what_it_downloads():
    found = [
        f"{path.relative_to(SOURCE).as_posix()}:{node.lineno} {node.func.attr}"
        for path in sorted(SOURCE.rglob("*.py")) if path.name != "disk.py" and path.parent.name != "store"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITING
    ]
    assert found == []
