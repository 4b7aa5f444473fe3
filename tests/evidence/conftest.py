"""Invented articles in three languages, each with another scrape, and quotes with a known fate."""

from dataclasses import dataclass
from pathlib import Path

import pytest

TEXTS = Path(__file__).parent.parent / "texts"


@dataclass(frozen=True, repr=False)
class Sample:
    """An article's id, its text, another scrape, and quotes by what becomes of them there."""

    id: str
    coded: bytes
    rescrape: bytes
    moved: str
    ambiguous: str
    missing: str
    repeated: str

    def __repr__(self) -> str:
        return self.id

    @property
    def text(self) -> str:
        return self.coded.decode()


def _sample(article_id: str, rescrape: str, *quotes: str) -> Sample:
    coded, other = (TEXTS / f"{article_id}.txt", TEXTS / f"{rescrape}.txt")
    return Sample(article_id, coded.read_bytes(), other.read_bytes(), *quotes)


ENGLISH = _sample(
    "harbour-courier-2031-04-02-lanterns",
    "lanterns-en.rescrape",
    "“We won’t settle everything in one evening,” said",
    "Deputy Minister Ilsa Brandt, who chairs",
    "nobody had agreed to discuss the ferry",
    "that the agenda was still open",
)
JAPANESE = _sample(
    "minato-nippo-2031-04-03-toudai",
    "toudai-ja.rescrape",
    "カフェ「ガス灯」の隣の旧税関で約２時間",
    "オルガ・ベルント次官は",
    "決まっていないと述べた上で",
    "議題はまだ決まっていない",
)
KOREAN = _sample(
    "gaetmaeul-2031-04-04-deungdae",
    "deungdae-ko.rescrape",
    "2029년 여객선 분쟁 이후 처음이다",
    "일사 브란 차관은",
    "익명을 전제로 의제가",
    "의제가 아직 정해지지 않았다고",
)
SAMPLES = {"english": ENGLISH, "japanese": JAPANESE, "korean": KOREAN}


@pytest.fixture(scope="session", params=SAMPLES)
def sample(request: pytest.FixtureRequest) -> Sample:
    """Each of the samples."""
    return SAMPLES[request.param]


@pytest.fixture(scope="session")
def samples() -> list[Sample]:
    """All of the samples."""
    return list(SAMPLES.values())


@pytest.fixture(scope="session")
def english() -> Sample:
    """The English sample."""
    return ENGLISH
