"""The comments of a YAML file, and what only looks like one."""

import pytest

from trilat.reading.comments import comments
from trilat.reading.yaml import read_yaml


def told(text: str) -> list[tuple[int, int, str, bool]]:
    document, _ = read_yaml(text.encode(), "a.yaml")
    assert document
    return [(one.line, one.column, one.words, one.alone) for one in comments(document, text)]


@pytest.mark.parametrize(("text", "found"), [
    ("a: b\n", []),
    ("# c\na: b\n", [(1, 1, "c", True)]),
    ("a: b  # c\n", [(1, 7, "c", False)]),
    ("a: b\n  # c\n", [(2, 3, "c", True)]),
    ("a: b\r\n# c\r\n", [(2, 1, "c", True)]),
    ("a: 'b # c'\n", []),
    ('a: "b # c"  # d\n', [(1, 13, "d", False)]),
    ('a: "b \\" # c"  # d\n', [(1, 16, "d", False)]),
    ("'a # b': c\n", []),
    ("a: b#c\n", []),
    ("a: b\n  c # d\n", [(2, 5, "d", False)]),
    ("a: 'b\n\n  # c'\n", []),
    ("a: |  # c\n  d # e\n# f\n", [(1, 7, "c", False), (3, 1, "f", True)]),
    ("a: >-\n  # c\n", []),
    ("a: [b, # c\n  d] # e\n", [(1, 8, "c", False), (2, 6, "e", False)]),
    ("a:  # c\n  - b\n  # d\n  - e\n", [(1, 5, "c", False), (3, 3, "d", True)]),
    ("a: [] # 1 # 2\n", [(1, 7, "1 # 2", False)]),
    ("가: '나 # 다'  # 라\n", [(1, 13, "라", False)]),
])
def test_a_comment_is_told_from_what_stands_in_a_text(text, found):
    assert told(text) == found
