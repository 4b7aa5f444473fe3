"""Verifying: every span of the annotations held against the texts at hand."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from trilat.evidence.spans import Answer, Verdict, locate
from trilat.evidence.texts import CopyOfText, Texts
from trilat.findings import path_text
from trilat.models.article import ArticleFile, Quote, Span
from trilat.models.parts import Path, evidence_of
from trilat.reading.document import Document


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of one span.

    `line` and `column` count from 1 and are 0 where no document was given; `path` is the way to the span, such as
    ``meetings[0].spans[1]``; `places` are the starts and ends in code points where its words stand now.
    """

    file: str
    line: int
    column: int
    article: str
    path: str
    verdict: Verdict
    places: tuple[tuple[int, int], ...]


def verify(
    articles: Iterable[tuple[str, ArticleFile, Document | None]], texts: Texts | None = None
) -> Iterator[Checked]:
    """Hold every span of every article against the article's text.

    Args:
        articles: Each annotation's file name, its content, and the document that it was read from, which tells the
            line and column of each span.
        texts: The texts at hand. Spans of articles without one are unchecked.

    Yields:
        One answer for each span, in the order of `evidence_of`. A quote left over is unpinned, whatever the texts.

    >>> list(verify([]))
    []
    """
    for file, article, document in articles:
        for path, answer in answers(article, texts):
            yield checked(file, article, document, path, answer)


def answers(article: ArticleFile, texts: Texts | None = None) -> Iterator[tuple[Path, Answer]]:
    """What becomes of each span of an article, with the way to it; where it stands in its file is not asked for."""
    text = article.article.text
    copy = texts.find(article.article.id, text.sha256) if texts else None
    for path, evidence in evidence_of(article):
        yield path, _answer(evidence, copy)


def checked(file: str, article: ArticleFile, document: Document | None, path: Path, answer: Answer) -> Checked:
    """The same of one span, with the place where it stands in its file."""
    mark = document.locate(path) if document else None
    line, column = (mark.line, mark.column) if mark else (0, 0)
    return Checked(file, line, column, article.article.id, path_text(path), *answer)


def count(checked: Iterable[Checked]) -> dict[Verdict, int]:
    """How many spans have each verdict, in the order of `Verdict`, noughts too.

    >>> sum(count([]).values())
    0
    """
    counted = Counter(one.verdict for one in checked)
    return {verdict: counted[verdict] for verdict in Verdict}


def _answer(evidence: Span | Quote, copy: CopyOfText | None) -> Answer:
    if isinstance(evidence, Quote):
        return Answer(Verdict.UNPINNED)
    return locate(evidence, copy.words, copy.exact) if copy else Answer(Verdict.UNCHECKED)
