"""Findings as JUnit XML: a test case for each, since CI systems list, count and compare test cases.

An error is a failure. A warning or advice is a test that was skipped: it is listed with its message and fails nothing.
Where nothing was found a single case passes, since a report without any is taken for a broken one. Names hold no line
numbers, so that a finding which only moves is not taken for a new one.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree as ET

from trilat.findings import Finding, Severity
from trilat.output.findings.setting import Setting, by_line


def lines(findings: Sequence[Finding], _: Setting) -> Iterator[str]:
    """The lines of a JUnit report, in ASCII."""
    failures = sum(finding.severity is Severity.ERROR for finding in findings)
    counts = {
        "tests": str(len(findings) or 1), "failures": str(failures), "errors": "0",
        "skipped": str(len(findings) - failures),
    }
    root = ET.Element("testsuites", {"name": "trilat"} | counts)
    suite = ET.SubElement(root, "testsuite", {"name": "trilat validate"} | counts)
    if not findings:
        ET.SubElement(suite, "testcase", {"classname": "trilat", "name": "no findings"})
    seen: Counter[tuple[str, str]] = Counter()
    for finding in findings:
        _case(suite, finding, seen)
    ET.indent(root)
    yield from ET.tostring(root, encoding="us-ascii", xml_declaration=True).decode("ascii").splitlines()


def _case(suite: ET.Element, finding: Finding, seen: Counter[tuple[str, str]]) -> None:
    told = finding.told()
    name = f"{told.rule} {told.path}".rstrip()
    seen[told.file, name] += 1
    if (number := seen[told.file, name]) > 1:
        name += f" ({number})"
    about = {"classname": told.file, "name": name, "file": told.file, "line": str(by_line(finding))}
    case = ET.SubElement(suite, "testcase", about)
    kind = "failure" if finding.severity is Severity.ERROR else "skipped"
    ET.SubElement(case, kind, {"message": told.message, "type": str(finding.severity)}).text = str(finding)
