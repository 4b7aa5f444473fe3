"""Values replaced in place: the file says what was wanted, and the rest of it stays byte for byte."""

import pytest

from trilat.errors import TrilatError
from trilat.reading.edit import edited, replacements, with_replacements
from trilat.reading.yaml import read_yaml


def replaced(text, new):
    document, findings = read_yaml(text.encode(), "a.yaml")
    assert findings == []
    after = edited(text, replacements(document, text, new))
    assert read_yaml(after.encode(), "a.yaml")[0].value == with_replacements(document.value, new)
    return after


@pytest.mark.parametrize(("before", "new", "after"), [
    ("a: b  # c\n", {("a",): "d"}, "a: d  # c\n"),
    ("a: 'b'\nc: \"b\"\n", {("a",): "d", ("c",): "e"}, "a: 'd'\nc: \"e\"\n"),
    ("a: [b, c]\n", {("a", 0): "c"}, "a: [c]\n"),
    ("a: [b, c]\n", {("a", 1): "b"}, "a: [b]\n"),
    ("a: [b,  c, d]\n", {("a", 1): "d"}, "a: [b, d]\n"),
    ("a: [b, c, d]\n", {("a", 1): "b", ("a", 2): "b"}, "a: [b]\n"),
    ("a: [b, c]\n", {("a", 0): "e", ("a", 1): "e"}, "a: [e]\n"),
    ("a:\n  - b\n  - c  # the same\ne: f\n", {("a", 1): "b"}, "a:\n  - b\ne: f\n"),
    ("a: [{b: c}, {b: d}]\n", {("a", 0, "b"): "d"}, "a: [{b: d}, {b: d}]\n"),
])
def test_values_are_replaced_where_they_stand(before, new, after):
    assert replaced(before, new) == after


def test_a_value_over_several_lines_is_refused():
    with pytest.raises(TrilatError, match=r"a\.yaml:1:4: the value is laid out"):
        replaced("a: b\n  c\n", {("a",): "d"})
