"""Every format holds whatever findings are made of: it parses, says all of it, and gives a terminal nothing to obey."""

import html
import json
import re
import unicodedata
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hostile import OWN, findings, strings

from trilat.cli.checks import Format
from trilat.findings import Edit, Finding, Fix, Severity
from trilat.output.findings.formats import FORMATS, render
from trilat.output.findings.github import summary
from trilat.output.findings.setting import Setting
from trilat.output.findings.statistics import statistics, statistics_json
from trilat.rules import RULES

HERE = Path(__file__).parent
SETTING = Setting(Path("/home/repository/data"), Path("/home/repository"))
FAULT = Finding("a.yaml", 3, 5, "unknown-term", "'heldd' is no status", "did you mean held?", "meetings[0].status",
                end_line=3, end_column=10)


def text(form, found, setting=SETTING):
    return "".join(f"{line}\n" for line in render(form, found, setting))


def sarif(*found, setting=SETTING):
    return json.loads(text("sarif", found, setting))["runs"][0]


@pytest.fixture(scope="module")
def hostile():
    return findings()


def test_the_command_line_offers_every_format():
    assert [form.value for form in Format] == list(FORMATS)


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_gives_a_terminal_anything_to_obey(form, hostile):
    given = {finding.file: "\n".join(OWN).encode("utf-8", "surrogatepass") for finding in hostile}
    shown = text(form, hostile, Setting(Path("/"), Path("/"), given=given))
    assert {c for c in shown if unicodedata.category(c)[0] == "C"} <= {"\n"}
    shown.encode()


def test_colours_are_the_only_escapes_of_a_full_report(hostile):
    shown = text("full", hostile, replace(SETTING, colour=True))
    plain = re.sub(r"\x1b\[(?:0|34|1;3[136])m", "", shown)
    assert plain == text("full", hostile)
    assert plain != shown


@pytest.mark.parametrize("form", FORMATS)
def test_a_format_is_the_same_each_time(form, hostile):
    assert text(form, hostile) == text(form, hostile)


@pytest.mark.parametrize("form", ["concise", "github"])
def test_a_finding_is_one_line(form, hostile):
    assert len(list(render(form, hostile, SETTING))) == len(text(form, hostile).splitlines()) == len(hostile)


@pytest.mark.parametrize("form", ["json", "sarif", "junit"])
def test_what_machines_read_is_ascii(form, hostile):
    assert text(form, hostile).isascii()


def test_no_findings_are_an_empty_list_an_empty_run_and_one_passing_test():
    assert [text(form, []) for form in ("full", "concise", "github")] == ["", "", ""]
    assert json.loads(text("json", [])) == []
    assert sarif()["results"] == []
    suite = ET.fromstring(text("junit", []))[0]  # noqa: S314  # it was made a line ago
    assert suite.attrib == {"name": "trilat validate", "tests": "1", "failures": "0", "errors": "0", "skipped": "0"}
    assert [list(case) for case in suite] == [[]]


# json


def test_json_says_all_of_a_finding():
    fix = Fix(safe=True, edits=(Edit(30, 35, "held"),))
    [told] = json.loads(text("json", [replace(FAULT, fix=fix)]))
    assert told == {
        "file": "a.yaml", "line": 3, "column": 5, "end_line": 3, "end_column": 10, "rule": "unknown-term",
        "severity": "error", "path": "meetings[0].status", "message": "'heldd' is no status",
        "help": "did you mean held?", "fix": {"safe": True, "edits": [{"start": 30, "end": 35, "text": "held"}]},
    }


def test_json_says_what_is_not_known_by_null():
    [told] = json.loads(text("json", [Finding("a.yaml", 0, 0, "unreadable", "cannot be read")]))
    unknown = [name for name, value in told.items() if value is None]
    assert unknown == ["line", "column", "end_line", "end_column", "fix"]


def test_json_has_one_object_a_line(hostile):
    first, *middle, last = text("json", hostile).splitlines()
    assert (first, last) == ("[", "]")
    assert len([json.loads(line.rstrip(",")) for line in middle]) == len(hostile)


def test_json_gives_the_name_of_a_file_as_it_is():
    names = [name for name in strings() if name.isprintable()]
    told = json.loads(text("json", [replace(FAULT, file=name) for name in names]))
    assert [one["file"] for one in told] == names


# sarif


def test_sarif_says_all_of_a_finding():
    [result] = sarif(FAULT)["results"]
    [location] = result["locations"]
    assert location["physicalLocation"]["region"] == {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 10}
    assert location["logicalLocations"] == [{"fullyQualifiedName": "meetings[0].status"}]
    assert (result["ruleId"], result["level"]) == ("unknown-term", "error")
    assert result["message"]["text"] == "'heldd' is no status (did you mean held?)"


def test_sarif_makes_no_link_of_what_a_file_says():
    [result] = sarif(replace(FAULT, message="[a](https://example.org)", help=""))["results"]
    assert result["message"]["text"] == "[a] (https://example.org)"


def test_sarif_describes_every_rule_and_results_point_at_theirs(hostile):
    run = sarif(*hostile)
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules][: len(RULES)] == list(RULES)
    assert all(rule["shortDescription"]["text"] == RULES[rule["id"]].purpose for rule in rules[: len(RULES)])
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])


def uri(file, folder="/home/repository/data"):
    [result] = sarif(replace(FAULT, file=file), setting=Setting(Path(folder), Path("/home/repository")))["results"]
    return result["locations"][0]["physicalLocation"]["artifactLocation"]


def test_sarif_names_files_from_the_repository_on():
    assert uri("a.yaml") == {"uri": "data/a.yaml", "uriBaseId": "%SRCROOT%"}
    assert uri("../b/./a.yaml")["uri"] == "b/a.yaml"
    assert uri("/home/repository/b/a.yaml")["uri"] == "b/a.yaml"
    assert uri("a b#?%한.yaml")["uri"] == "data/a%20b%23%3F%25%ED%95%9C.yaml"
    assert uri("\udcff.yaml")["uri"] == "data/%FF.yaml"
    assert uri("..data/a.yaml")["uri"] == "data/..data/a.yaml"
    assert uri("/elsewhere/a.yaml") == {"uri": "file:///elsewhere/a.yaml"}


def test_a_finding_about_a_whole_file_is_at_its_first_line():
    [result] = sarif(Finding("a.yaml", 0, 0, "unreadable", "cannot be read"))["results"]
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 1}


def prints(*found, **where):
    results = sarif(*found, **where)["results"]
    return [result["partialFingerprints"]["trilatFinding/v1"] for result in results]


def test_a_fingerprint_stays_when_lines_and_entries_move():
    moved = replace(FAULT, line=300, column=1, end_line=300, path="meetings[4].status")
    assert prints(moved) == prints(FAULT)
    again = replace(FAULT, message="the field is already given in line 3, column 5")
    assert prints(replace(again, message="the field is already given in line 33, column 1")) == prints(again)
    assert prints(replace(FAULT, file="data/a.yaml"), setting=replace(SETTING, folder=SETTING.root)) == prints(FAULT)


@pytest.mark.parametrize("other", [{"file": "b.yaml"}, {"rule": "bad-form"}, {"message": "'off' is no status"},
                                   {"path": "meetings[0].position"}])
def test_other_findings_have_other_fingerprints(other):
    assert prints(replace(FAULT, **other)) != prints(FAULT)


def test_findings_that_are_alike_have_fingerprints_of_their_own():
    assert len(set(prints(FAULT, replace(FAULT, line=9), replace(FAULT, line=12)))) == 3


def test_sarif_carries_a_fix():
    fix = Fix(safe=False, edits=(Edit(30, 35, "held"), Edit(40, 40, "x")))
    [result] = sarif(replace(FAULT, fix=fix))["results"]
    [change] = result["fixes"][0]["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "data/a.yaml"
    assert change["replacements"] == [
        {"deletedRegion": {"charOffset": 30, "charLength": 5}, "insertedContent": {"text": "held"}},
        {"deletedRegion": {"charOffset": 40, "charLength": 0}, "insertedContent": {"text": "x"}},
    ]
    assert "fixes" not in sarif(FAULT)["results"][0]


# junit


def test_junit_lists_a_test_for_each_finding(hostile):
    suite = ET.fromstring(text("junit", hostile))[0]  # noqa: S314  # it was made a line ago
    failures = [case for case in suite if case.find("failure") is not None]
    assert int(suite.attrib["tests"]) == len(suite) == len(hostile)
    assert int(suite.attrib["failures"]) == len(failures)
    assert int(suite.attrib["failures"]) + int(suite.attrib["skipped"]) == len(hostile)
    assert len({(case.attrib["classname"], case.attrib["name"]) for case in suite}) == len(hostile)
    assert [case[0].text for case in suite] == list(map(str, hostile))


def test_junit_fails_for_an_error_alone():
    found = [replace(FAULT, severity=severity) for severity in Severity]
    suite = ET.fromstring(text("junit", found))[0]  # noqa: S314  # it was made a line ago
    assert [case[0].tag for case in suite] == ["failure", "skipped", "skipped"]


def test_a_junit_test_keeps_its_name_when_its_finding_moves():
    names = [
        [case.attrib["name"] for case in ET.fromstring(text("junit", found))[0]]  # noqa: S314  # it was made a line ago
        for found in ([FAULT], [replace(FAULT, line=300)])
    ]
    assert names == [["unknown-term meetings[0].status"]] * 2


# github


def command(line):
    """A workflow command as GitHub's runner reads it: its name, properties and message."""
    head, _, data = line.removeprefix("::").partition("::")
    name, _, properties = head.partition(" ")
    pairs = (pair.partition("=")[::2] for pair in properties.split(","))

    def plain(escaped):
        for sign, code in ((",", "%2C"), (":", "%3A"), ("\n", "%0A"), ("\r", "%0D"), ("%", "%25")):
            escaped = escaped.replace(code, sign)
        return escaped

    return name, {key: plain(value) for key, value in pairs}, plain(data)


def test_github_reads_from_a_command_what_the_finding_says(hostile):
    for line, finding in zip(render("github", hostile, Setting(Path("/"), Path("/"))), hostile, strict=True):
        name, properties, data = command(line)
        told = finding.told()
        assert name == {"error": "error", "warning": "warning", "advice": "notice"}[finding.severity]
        assert properties["title"] == told.rule
        assert properties["line"] == str(max(finding.line, 1))
        assert set(properties) <= {"file", "line", "col", "endLine", "endColumn", "title"}
        assert told.message in data
        assert told.help in data


def test_github_names_files_from_the_repository_on():
    [line] = render("github", [FAULT], SETTING)
    assert line == ("::error file=data/a.yaml,line=3,col=5,endLine=3,endColumn=10,title=unknown-term::"
                    "meetings[0].status: 'heldd' is no status (did you mean held?)")


def test_the_summary_is_a_table_in_which_no_text_is_markup(hostile):
    told = summary(hostile, SETTING, largest=10**9)
    rows = told.splitlines()[4:-1]
    assert len(rows) == len(hostile)
    assert told.isascii()
    for row, finding in zip(rows, hostile, strict=True):
        cells = row.removeprefix("| ").removesuffix(" |").split(" | ")
        assert len(cells) == 5
        assert all(re.fullmatch(r"(?:[ 0-9A-Za-z,/-]|&#[0-9]+;)*", cell) for cell in cells)
        assert html.unescape(cells[2]) == finding.told().rule
        assert html.unescape(cells[4]) == finding.told().help


def test_a_summary_is_cut_where_github_would_drop_it_and_says_so():
    found = [replace(FAULT, line=line) for line in range(1, 101)]
    told = summary(found, SETTING, largest=5000)
    listed = sum(line.startswith("| error") for line in told.splitlines())
    assert 0 < listed < 100
    assert len(told) <= 5000
    assert f"{100 - listed} more are not listed here." in told


# statistics


def test_statistics_count_findings_by_rule_the_most_frequent_first_then_by_name():
    found = {"near-copy": 1, "bad-form": 1, "unknown-term": 11}
    assert list(statistics(found)) == ["11  unknown-term", " 1  bad-form", " 1  near-copy"]
    [told] = statistics_json(found)
    assert json.loads(told)[0] == {"rule": "unknown-term", "findings": 11}
    assert list(statistics({})) == []
