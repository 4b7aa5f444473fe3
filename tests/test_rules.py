"""Every rule, by cases that fail it and cases that pass: a new case is a new file or folder under cases/RULE/.

A case is an annotated article, judged beside the registries of cases/common, or a folder laid out as a dataset. The
first line of each file names what is expected there, as in `# expect: 4:7 file-name-mismatch`, and nothing else may be
found. Run as a program, this file writes docs/rules.md anew.
"""

import ast
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from snippets import TODAY, dataset_of

from trilat.check import check, findings_of
from trilat.evidence.texts import Texts
from trilat.findings import Finding
from trilat.reading.yaml import read_yaml
from trilat.rules import RULES, Rule
from trilat.sheets import Sheets, read_dataset, read_files

ROOT = Path(__file__).parent / "cases"
COMMON = ROOT / "common"
SOURCE = Path(__file__).parents[1] / "src" / "trilat"
PAGE = Path(__file__).parents[1] / "docs" / "rules.md"
GOLDEN = Path(__file__).parent / "golden" / "dataset"
ASIDE = {"unused-entry", "not-canonical"}
"""Rules that cases of others need not keep: their registries have more than they need, and their layout is free."""
OF_NAMES = {"unportable-file-name", "colliding-file-names"}
"""Rules whose failing cases are files that this repository must not have: they are written where they are tested."""

CHECKED = [name for name, rule in RULES.items() if rule.check is not None and name not in OF_NAMES]
CASES = sorted(case for case in ROOT.glob("*/*/*") if case.parent.name in ("fail", "pass"))


def files_of(case: Path) -> list[Path]:
    return sorted(case.rglob("*.yaml")) if case.is_dir() else [case]


def expected(file: Path) -> list[str]:
    """What the first line of a file says is to be found there."""
    first = file.read_text().partition("\n")[0]
    assert first.startswith("# expect:"), f"{file} does not begin with # expect:"
    return [item.strip() for item in first.removeprefix("# expect:").split(",") if item.strip()]


def sheets_of(case: Path) -> Sheets:
    sheets = read_dataset(case) if case.is_dir() else read_files([COMMON, case])
    return replace(sheets, today=TODAY, texts=Texts(case / "texts") if (case / "texts").is_dir() else None)


def found_in(case: Path) -> list[Finding]:
    """The findings in the files of a case, but for those of rules that only their own cases show."""
    files = {file.as_posix() for file in files_of(case)}
    return [finding for finding in shown(findings_of(sheets_of(case)), case) if finding.file in files]


def shown(findings: list[Finding], case: Path) -> list[Finding]:
    return [finding for finding in findings if finding.rule not in ASIDE or finding.rule in case.parts]


def name_of(case: Path) -> str:
    return "/".join(case.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_case_gives_the_findings_that_it_names_and_no_others(case: Path) -> None:
    found = [(finding.file, f"{finding.line}:{finding.column} {finding.rule}") for finding in found_in(case)]
    assert found == [(file.as_posix(), item) for file in files_of(case) for item in expected(file)]


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_failing_case_names_its_rule_alone_and_a_passing_case_names_none(case: Path) -> None:
    rule, kind = case.parts[-3:-1]
    named = {item.rpartition(" ")[2] for file in files_of(case) for item in expected(file)}
    assert named == ({rule} if kind == "fail" else set())


@pytest.mark.parametrize("rule", CHECKED)
@pytest.mark.parametrize("kind", ["fail", "pass"])
def test_a_rule_has_failing_and_passing_cases(rule: str, kind: str) -> None:
    assert [case for case in CASES if case.parts[-3:-1] == (rule, kind)]


def test_every_case_stands_under_a_rule_that_there_is() -> None:
    assert {path.name for path in ROOT.iterdir()} - {COMMON.name} == set(CHECKED)


@pytest.mark.parametrize("rule", CHECKED)
def test_a_rule_says_what_it_wants_and_each_finding_how_to_mend_it(rule: str) -> None:
    findings = [finding for case in CASES if case.parts[-3:-1] == (rule, "fail")
                for finding in RULES[rule].findings(sheets_of(case))]
    assert findings
    assert all(finding.rule == rule and finding.help and finding.message for finding in findings)
    assert any(finding.path for finding in findings)


@pytest.mark.parametrize("rule", ["duplicate-id", "duplicate-text"])
def test_an_article_that_repeats_another_is_told_so_when_it_alone_is_judged(rule: str) -> None:
    for file in sorted((ROOT / rule / "fail" / "two-articles" / "articles").rglob("*.yaml")):
        findings, judged = check([file])
        findings = shown(findings, file)
        assert (judged, [finding.rule for finding in findings]) == (1, [rule])
        assert findings[0].file == file.as_posix()


def test_a_file_is_judged_beside_the_registries_of_its_dataset() -> None:
    case = ROOT / "unknown-reference" / "pass" / "redirected"
    for path, number in ((case / "articles" / "envoys.yaml", 1), (case, 3)):
        findings, judged = check([path])
        assert (shown(findings, case), judged) == ([], number)


def test_a_file_that_cannot_be_read_brings_no_faults_on_others(tmp_path: Path) -> None:
    shutil.copytree(GOLDEN, tmp_path / "dataset")
    broken = [tmp_path / "dataset" / "people.yaml", *sorted((tmp_path / "dataset" / "articles").rglob("*.yaml"))[:2]]
    for path in broken:
        path.write_text(path.read_text() + "]\n")
    found, _ = check([tmp_path / "dataset"])
    assert [(Path(finding.file), finding.rule) for finding in found] == [
        (path, "yaml-syntax") for path in sorted(broken)
    ]


def test_a_line_that_cannot_be_read_brings_no_faults_on_others(tmp_path: Path) -> None:
    texts = [(ROOT / "file-name-mismatch" / "pass" / "envoys.yaml").read_bytes()] * 2
    [one, other] = [read_yaml(text, "envoys.yaml")[0] for text in texts]
    assert one is not None
    assert other is not None
    lines: Any = [json.loads(json.dumps(document.value)) for document in (one, other)]
    for number, line in enumerate(lines):
        line["article"] |= {"id": f"post-{number}"}
        line["article"]["text"] |= {"characters": 500, "sha256": str(number) * 64}
        line["meetings"][0]["spans"] = [{"chars": [0, 10], "words": 3, "digest": "0" * 16}]
        line["meetings"][0]["id"] = f"talks-{number}"
    lines[0]["meetings"][0]["colour"] = "red"
    lines[1]["meetings"][0] |= {"within": "talks-0", "inferred": ["within"]}
    path = tmp_path / "posts.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert [(finding.line, finding.rule) for finding in check([path])[0]] == [(1, "unknown-field")]


def article_called(path: Path) -> Path:
    """A sound article in a file of this name, which is its id where it can be."""
    text = (ROOT / "file-name-mismatch" / "pass" / "envoys.yaml").read_text()
    own = re.fullmatch("[a-z0-9-]{1,100}", path.stem)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text.replace("id: envoys", f"id: {path.stem}") if own else text)
    return path


@pytest.mark.parametrize("name", ["con.yaml", "LPT1.yaml", "nul.post.yaml", "post..yaml", "post .yaml", "a:b.yaml",
                                  "a?.yaml", "a\nb.yaml", f"{'a' * 196}.yaml"])
def test_a_name_that_not_every_system_can_hold_is_found(name: str, tmp_path: Path) -> None:
    findings = check([article_called(tmp_path / name)])[0]
    assert "unportable-file-name" in {finding.rule for finding in findings}


@pytest.mark.parametrize("name", ["console.yaml", "com10.yaml", "post-1.yaml", f"{'a' * 95}.yaml"])
def test_a_name_that_every_system_can_hold_is_not(name: str, tmp_path: Path) -> None:
    findings, judged = check([article_called(tmp_path / name)])
    assert (shown(findings, tmp_path), judged) == ([], 1)


@pytest.mark.parametrize(
    ("one", "other"), [("a/post.yaml", "A/post.yaml"), ("caf\u00e9/post.yaml", "cafe\u0301/post.yaml")]
)
def test_names_that_some_systems_take_for_one_are_found(one: str, other: str, tmp_path: Path) -> None:
    findings = check([article_called(tmp_path / one), article_called(tmp_path / other)])[0]
    assert [finding.rule for finding in findings].count("colliding-file-names") == 1


SNIPPETS = [
    pytest.param(name, snippet, kind == "fails", id=f"{name}-{kind}-{number}")
    for name, rule in RULES.items()
    for kind in ("fails", "passes") for number, snippet in enumerate(getattr(rule, kind), 1)
    if name != "not-canonical"  # a snippet is completed, so that its layout is not its own; files show this rule
]


@pytest.mark.parametrize(("rule", "snippet", "fails"), SNIPPETS)
def test_a_rule_finds_fault_with_the_snippets_that_fail_it_and_none_with_those_that_pass(
    rule: str, snippet: str, fails: bool, tmp_path: Path
) -> None:
    sheets = dataset_of(snippet, tmp_path)
    found = {finding.rule for finding in findings_of(sheets)}
    assert (rule in found) is fails
    assert RULES[rule].check is None or sheets.findings == []


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_a_rule_says_in_one_line_what_it_wants_and_shows_it(rule: Rule) -> None:
    assert rule.purpose.endswith(".")
    assert "\n" not in rule.purpose
    assert rule.check is None or (rule.fails and rule.passes)


NO_RULES = {"utf-8", "ignore-file"}
"""Words with hyphens that stand beside the names of rules in the modules that make findings."""


def words_in_makers_of_findings() -> set[str]:
    """Every constant like a rule's name in the modules that make findings, and are not rules themselves."""
    words = set()
    for path in sorted(SOURCE.rglob("*.py")):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        called = {node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
        if called & {"Finding", "Refusal"} or path.name == "suppress.py":
            words |= {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)
                      and re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", node.value)}
    return words


def test_the_table_has_every_rule_that_is_found_elsewhere_and_no_other() -> None:
    words = words_in_makers_of_findings()
    elsewhere = {name for name, rule in RULES.items() if rule.check is None}
    assert {word for word in words if "-" in word} - NO_RULES <= elsewhere
    assert elsewhere <= words


def test_every_finding_of_a_case_is_as_bad_as_the_table_says() -> None:
    for case in CASES:
        for finding in found_in(case):
            assert finding.severity is RULES[finding.rule].severity


def page() -> str:
    """The page of all rules."""
    rules = list(RULES.values())
    lines = [
        "# Rules", "",
        "What `trilat validate` asks of annotated articles, registries and releases, made from the rules themselves.",
        "An *error* blocks a build; a *warning* asks to look again; *advice* may be passed over. A snippet shows only",
        "what its rule is about; `---` parts files, and a first line such as `# con.yaml` names one.", "",
        "| rule | severity | |", "|---|---|---|",
        *(f"| [{rule.name}](#{rule.name}) | {rule.severity} | {rule.purpose} |" for rule in rules),
    ]
    for rule in rules:
        lines += ["", f"## {rule.name}", "", f"*{rule.severity.capitalize()}.* {rule.purpose}"]
        lines += ["", rule.why] if rule.why else []
        for heading, snippets in (("Fails:", rule.fails), ("Passes:", rule.passes)):
            for snippet in snippets:
                lines += ["", heading, "", "```yaml", snippet.rstrip("\n"), "```"]
    return "\n".join(lines) + "\n"


def test_the_page_of_rules_is_as_the_rules_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
