"""The audit: drawn alike each time, kept with its verdicts, and honest about what still stands."""

from dataclasses import replace

import pytest
from invented import article, meeting, statement

from trilat.claims import Sources, claims_of
from trilat.coding.audit import AuditVerdict, draw, from_csv, rate, record, to_csv
from trilat.errors import UsageError

FILES = [article(f"post-{number}", meetings=[meeting(status="held", date="2031-03-08", parties=["JP", "KR"])],
                 statements=[statement("jane-doe", topics=["trade"])]) for number in range(5)]


def claims():
    made = [claims_of(file, Sources({}, {}, {})) for file in FILES]
    return [one for claims, _ in made for one in claims], [one for _, spans in made for one in spans]


def sample(size=8, seed="1"):
    return draw(*claims(), size, seed, "1.0.0")


def filled(verdict="right", note=""):
    return [replace(row, verdict=verdict, note=note) for row in sample()]


def test_a_seed_draws_the_same_claims_whatever_their_order():
    found, spans = claims()
    assert draw(found[::-1], spans[::-1], 8, "1", "1.0.0") == sample()
    assert sample(seed="2") != sample()


def test_a_larger_sample_of_a_seed_holds_the_smaller():
    assert {row.claim_id for row in sample(4)} <= {row.claim_id for row in sample(12)}


def test_a_sheet_survives_csv():
    rows = filled("wrong", 'It says "otherwise", they say\nso.')
    assert from_csv(to_csv(rows), "sheet.csv") == rows


def test_the_auditor_is_kept_with_each_verdict():
    assert {row.auditor for row in record([], filled(), "c", "sheet.csv")} == {"c"}


@pytest.mark.parametrize(("rows", "why"), [
    (filled("maybe"), r"sheet\.csv:2: the verdict 'maybe' is none of right, wrong, undecidable"),
    (filled(""), r"sheet\.csv:2: the verdict ''"),
    (filled("wrong"), r"sheet\.csv:2: wrong needs a note"),
])
def test_a_verdict_that_is_none_or_gives_no_reason_is_refused_with_its_line(rows, why):
    with pytest.raises(UsageError, match=why):
        record([], rows, "c", "sheet.csv")


def test_a_claim_is_not_judged_twice_in_one_sample():
    with pytest.raises(UsageError, match="has its verdict already"):
        record(filled(), filled(), "c", "sheet.csv")


@pytest.mark.parametrize("text", ["", "claim_id,verdict\n1,right\n", to_csv(sample()) + "a,b\n"])
def test_what_is_no_sheet_is_refused_by_name(text):
    with pytest.raises(UsageError, match=r"sheet\.csv"):
        from_csv(text, "sheet.csv")


def test_a_wrong_claim_stands_until_its_value_basis_or_evidence_changes():
    rows = filled("wrong", "Not so.")
    assert list(rate(rows, rows).standing) == rows
    assert list(rate(rows, [replace(row, basis="inferred") for row in rows]).standing) == []
    assert rate(rows).counts == {AuditVerdict.RIGHT: 0, AuditVerdict.WRONG: 8, AuditVerdict.UNDECIDABLE: 0}
