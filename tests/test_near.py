"""Which of many known ids may have been meant."""

import pytest

from trilat.rules.near import FEW, MANY, Near

MEETINGS = [f"us-jp-kr-envoys-{year}-{number}" for year in range(1900, 2031) for number in range(1, 8)]


@pytest.mark.parametrize(("word", "meant"), [
    ("us-jp-kr-envoy-2031-1", []), ("us-jp-kr-envoy-2030-1", ["us-jp-kr-envoys-2030-1"]),
    ("us-jp-kr-envyos-2030-1", ["us-jp-kr-envoys-2030-1"]), ("us-jp-kr-enwoys-2030-1", ["us-jp-kr-envoys-2030-1"]),
    ("harbour-post", []), ("us-jp-kr-envoys-2030-1" * 9, []),
])
def test_of_many_ids_those_a_slip_away_are_meant(word, meant):
    assert len(MEETINGS) > FEW
    assert Near(MEETINGS).to(word)[:1] == meant


def test_of_few_ids_any_that_are_alike_are_meant():
    assert Near(["busan", "seoul", "busan-harbour"]).to("bussan-harbor") == ["busan-harbour"]


def test_of_very_many_ids_none_is_guessed_at():
    assert Near(map(str, range(MANY + 1))).to("12345x") == []
