"""Every rule, by cases that fail it and cases that pass: a new case is a new file or folder under cases/RULE/.

A case is an annotated article, judged beside the registries of cases/common, or a folder laid out as a dataset. The
first line of each file names what is expected there, as in `# expect: 4:7 file-name-mismatch`, and nothing else may be
found, but that cases of other rules need not be in the canonical layout.
"""

from pathlib import Path

import pytest

from trilat.check import check, findings_of
from trilat.findings import Finding
from trilat.rules import RULES
from trilat.sheets import Sheets, read_dataset, read_files

ROOT = Path(__file__).parent / "cases"
COMMON = ROOT / "common"
LAYOUT = "not-canonical"
CASES = sorted(case for case in ROOT.glob("*/*/*") if case.parent.name in ("fail", "pass"))


def files_of(case: Path) -> list[Path]:
    return sorted(case.rglob("*.yaml")) if case.is_dir() else [case]


def expected(file: Path) -> list[str]:
    """What the first line of a file says is to be found there."""
    first = file.read_text().partition("\n")[0]
    assert first.startswith("# expect:"), f"{file} does not begin with # expect:"
    return [item.strip() for item in first.removeprefix("# expect:").split(",") if item.strip()]


def sheets_of(case: Path) -> Sheets:
    return read_dataset(case) if case.is_dir() else read_files([COMMON, case])


def but_for_layout(findings: list[Finding], case: Path) -> list[Finding]:
    return [finding for finding in findings if finding.rule != LAYOUT or LAYOUT in case.parts]


def name_of(case: Path) -> str:
    return "/".join(case.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_case_gives_the_findings_that_it_names_and_no_others(case: Path) -> None:
    found = [
        (finding.file, f"{finding.line}:{finding.column} {finding.rule}")
        for finding in but_for_layout(findings_of(sheets_of(case)), case)
    ]
    assert found == [(file.as_posix(), item) for file in files_of(case) for item in expected(file)]


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_failing_case_names_its_rule_alone_and_a_passing_case_names_none(case: Path) -> None:
    rule, kind = case.parts[-3:-1]
    named = {item.rpartition(" ")[2] for file in files_of(case) for item in expected(file)}
    assert named == ({rule} if kind == "fail" else set())


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("kind", ["fail", "pass"])
def test_a_rule_has_failing_and_passing_cases(rule: str, kind: str) -> None:
    assert [case for case in CASES if case.parts[-3:-1] == (rule, kind)]


def test_every_case_stands_under_a_rule_that_there_is() -> None:
    assert {path.name for path in ROOT.iterdir()} - {COMMON.name} == set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_says_what_it_wants_and_each_finding_how_to_mend_it(rule: str) -> None:
    assert (RULES[rule].__doc__ or "").partition("\n")[0].endswith(".")
    findings = [finding for case in CASES if case.parts[-3:-1] == (rule, "fail")
                for finding in RULES[rule](sheets_of(case))]
    assert findings
    assert all(finding.rule == rule and finding.help and finding.path and finding.message for finding in findings)


@pytest.mark.parametrize("rule", ["duplicate-id", "duplicate-text"])
def test_an_article_that_repeats_another_is_told_so_when_it_alone_is_judged(rule: str) -> None:
    for file in sorted((ROOT / rule / "fail" / "two-articles" / "articles").rglob("*.yaml")):
        findings, judged = check([file])
        findings = but_for_layout(findings, file)
        assert (judged, [finding.rule for finding in findings]) == (1, [rule])
        assert findings[0].file == file.as_posix()


def test_a_file_is_judged_beside_the_registries_of_its_dataset() -> None:
    case = ROOT / "unknown-reference" / "pass" / "redirected"
    for path, number in ((case / "articles" / "envoys.yaml", 1), (case, 3)):
        findings, judged = check([path])
        assert (but_for_layout(findings, case), judged) == ([], number)
