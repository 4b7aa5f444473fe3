"""The canonical layout: one for all ways of writing the same, from which nothing is lost.

The files of tests/layout are walked: NAME.in.yaml becomes NAME.out.yaml. The first part of NAME tells the model.
"""

from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import ARTICLES, article, registries

from trilat.hashing import canonical_json
from trilat.models.article import ArticleFile
from trilat.models.registries import REGISTRIES
from trilat.reading import layout
from trilat.reading.comments import comments
from trilat.reading.json_lines import read_json_lines
from trilat.reading.layout import WIDTH, canonical, canonical_line, is_canonical
from trilat.reading.order import SORTED
from trilat.reading.yaml import read_yaml

TESTS = Path(__file__).parents[1]
CASES = sorted(TESTS.glob("layout/*.in.yaml"))
FILES = sorted(path for folder in ("../dataset", "golden/dataset", "cases", "layout", "reading/cases")
               for path in (TESTS / folder).rglob("*.yaml"))


def model_of(path):
    return REGISTRIES.get(path.name.partition(".")[0], ArticleFile)


def read(content):
    document, findings = read_yaml(content.encode(), "a.yaml")
    assert findings == []
    return document


def laid_out(content, model=ArticleFile):
    return canonical(content, read(content), model)


def same(value, model):
    """What a file says, but for the order of what is a list by id."""
    if model not in SORTED:
        return value
    return {name: sorted(map(canonical_json, part)) if isinstance(part, list) else part for name, part in value.items()}


def texts(content):
    return Counter(comment.text for comment in comments(read(content), content))


def assert_kept(before, after, model):
    assert same(read(after).value, model) == same(read(before).value, model)
    assert texts(after) == texts(before)
    assert laid_out(after, model) == after


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_file_is_laid_out_as_the_case_says(case):
    after = laid_out(case.read_text(), model_of(case))
    assert after == case.with_name(case.name.replace(".in.", ".out.")).read_text()
    assert_kept(case.read_text(), after, model_of(case))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TESTS.parent)))
def test_a_file_keeps_its_values_and_comments_and_changes_only_once(path):
    document, findings = read_yaml(path.read_bytes(), path.name)
    if document is not None and not findings:
        content = path.read_bytes().decode()
        assert_kept(content, canonical(content, document, model_of(path)), model_of(path))


def plain(file):
    return file.model_dump(mode="json", exclude_unset=True)


STYLES = st.fixed_dictionaries({
    "default_flow_style": st.sampled_from([True, False, None]), "indent": st.integers(2, 5),
    "width": st.sampled_from([20, 80, 1000]), "sort_keys": st.booleans(), "explicit_start": st.booleans(),
    "default_style": st.sampled_from([None, None, "'", '"']),
})


class Dumper(yaml.SafeDumper):
    """Writes numbers and truth values without quotes whatever the style of texts."""

    def represent_scalar(self, tag, value, style=None):
        typed = tag in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:bool")
        node = super().represent_scalar(tag, value, style)
        node.style = None if typed else node.style
        return node


def written(value, style):
    """The same in another layout; the version is always in quotes, which the canonical layout takes away."""
    text = "schema_version: '1.0.0'\n" if not style["default_flow_style"] else ""
    body = {name: part for name, part in value.items() if name != "schema_version"} if text else value
    made = yaml.dump(body, Dumper=Dumper, allow_unicode=True, **style)
    return made.replace("---\n", f"---\n{text}", 1) if style["explicit_start"] else text + made


@settings(deadline=None, max_examples=60)
@given(about=ARTICLES, styles=st.tuples(STYLES, STYLES))
def test_there_is_one_layout_for_all_ways_of_writing_the_same(about, styles):
    value = plain(article("post-1", **about))
    one, other = (laid_out(written(value, style)) for style in styles)
    assert ArticleFile.model_validate(read(one).value) == ArticleFile.model_validate(value)
    assert one == other
    assert is_canonical(one, read(one).value, ArticleFile)


ADDED = st.lists(st.tuples(
    st.integers(0, 200), st.sampled_from(["", "   ", " # {}", " # {}", "# {} ", "   # {}", "     # {}", "       # {}"]),
    st.booleans(),
), min_size=1, max_size=8)
"""Blank lines and comments: at which line, how far in, and whether on a line of their own."""


@settings(deadline=None, max_examples=60)
@given(about=ARTICLES, style=STYLES, added=ADDED)
def test_comments_at_any_place_survive(about, style, added):
    content = written(plain(article("post-1", **about)), style | {"width": 1_000_000})
    value = read(content).value
    lines = content.split("\n")
    for number, (place, text, is_alone) in enumerate(added):
        at = place % len(lines)
        if is_alone:
            lines.insert(at, text.format(number))
        elif at < len(lines) - 1:
            lines[at] += " " + text.format(number)
    content = "\n".join(lines)
    assert read(content).value == value
    after = laid_out(content)
    assert_kept(content, after, ArticleFile)
    assert "schema_version: 1.0.0" in after
    assert not any(line != line.rstrip() for line in after.split("\n"))
    assert "\n\n\n" not in after


@settings(deadline=None, max_examples=60)
@given(about=ARTICLES, style=STYLES, data=st.data())
def test_what_looks_canonical_at_once_is_so_on_a_closer_look(about, style, data):
    content = laid_out(written(plain(article("post-1", **about)), style))
    for number in range(data.draw(st.integers(1, 5))):
        lines = content.split("\n")
        at = data.draw(st.integers(0, len(lines) - 1))
        spaces = " " * (len(lines[at]) - len(lines[at].lstrip(" ")) + data.draw(st.sampled_from([0, 0, 2])))
        kind = data.draw(st.integers(0, 2))
        lines[at:at] = [f"{spaces}# {number}"] if kind else []
        lines[at] += "" if kind else f"  # {number}"
        content = "\n".join(lines) if lines[-1] == "" else content
    if is_canonical(content, read(content).value, ArticleFile):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(layout, "is_canonical", lambda *_: False)
            assert laid_out(content) == content


@pytest.mark.parametrize("name", [name for name, _ in registries().items()])
def test_registries_are_in_the_order_of_their_ids_but_those_that_tell_a_history(name):
    entries = [{"id": "b", "old": "b"}, {"id": "a", "old": "a"}]
    after = laid_out(yaml.safe_dump({"schema_version": "1.0.0", name: entries}), REGISTRIES[name])
    ids = [entry["id"] for entry in read(after).value[name]]
    assert ids == (["b", "a"] if name in ("redirects", "resolutions") else ["a", "b"])


def test_windows_line_ends_give_way():
    assert laid_out("schema_version: 1.0.0\r\nrelease: a # b\r\n") == "schema_version: 1.0.0\nrelease: a  # b\n"


def test_a_file_that_may_be_cut_short_stays_as_it_is():
    content = "b: 'x'   \na: [ y"
    document, _ = read_yaml(f"{content} ]".encode(), "a.yaml")
    assert canonical(f"{content} ]", document, ArticleFile) == f"{content} ]"


@pytest.mark.parametrize(("typed", "kept"), [
    ('"2031"', '"2031"'), ("2031", "2031"), ('"12e4567890123456"', '"12e4567890123456"'), ('"NO"', '"NO"'),
    ("NO", "NO"), ('"yes"', '"yes"'), ('"2031-03-02"', "2031-03-02"), ("'Busan'", "Busan"), ("'a: b'", '"a: b"'),
    ("'- a'", '"- a"'), ("'a #b'", '"a #b"'), ('"a\\tb"', '"a\\tb"'), ("'null'", '"null"'), ("'#a'", '"#a"'),
    ("'é'", "é"), ('"\\u2028"', '"\\u2028"'), ("'-5'", '"-5"'), ("-5", "-5"), ("a  b", "a  b"), ("''", '""'),
    ("'a:'", '"a:"'), ("'@a'", '"@a"'), ("a\n b", "a b"), ("|-\n a\n b", '"a\\nb"'), ("'a '", '"a "'),
])
def test_quotes_stay_only_where_another_reader_would_need_them(typed, kept):
    assert laid_out(f"schema_version: 1.0.0\nother: {typed}\n") == f"schema_version: 1.0.0\nother: {kept}\n"


@pytest.mark.parametrize("letters", [7, 8, 9])
def test_a_list_stands_in_one_line_where_it_fits(letters):
    names = [*["x" * 10] * 9, "y" * letters]
    before = yaml.safe_dump({"other": names}, width=2000)
    after = laid_out(before)
    width = len(f"other: [{', '.join(names)}]")
    assert (after.count("\n") == 1) == (width <= WIDTH)
    assert read(after).value == {"other": names}


def test_a_line_of_json_has_its_fields_in_order_and_no_spaces():
    line = '{ "article": {"title": "\\u2028é", "id": "a"}, "meetings": [{"by": ["a"], "id": 1.50}] }\n'
    [(document, findings)] = read_json_lines(line.encode(), "a.jsonl")
    assert findings == []
    after = canonical_line(document, ArticleFile)
    assert after == '{"article":{"id":"a","title":"\\u2028é"},"meetings":[{"id":1.5,"by":["a"]}]}'
    [(again, _)] = read_json_lines(f"{after}\n".encode(), "a.jsonl")
    assert again.value == document.value
