"""What a release says of itself, and the words of its spans for those who hold the texts."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trilat.errors import ReleaseError

if TYPE_CHECKING:
    from trilat.dataset.objects import Article, Span
    from trilat.store.folder import ReleaseFolder


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a dataset comes from.

    Attributes: `version`, `schema_version`, `released` (its day), `content_sha256` (of all rows, whatever wrote the
    files), `folder`, `licence`, `normalisation` (by which the evidence was hashed), `day` (of a vintage), `strategy`.
    """

    version: str
    schema_version: str
    released: dt.date | None
    content_sha256: str
    folder: str
    licence: str
    normalisation: str
    day: dt.date | None
    strategy: str


class About:
    """What a release folder says beside its tables, and the folder of the texts, where the user holds them."""

    def __init__(self, folder: ReleaseFolder, package: dict[str, Any], texts: Path | None = None) -> None:
        self.folder, self.package, self._texts = folder, package, texts

    def provenance(self, day: dt.date | None, strategy: str) -> Provenance:
        """Where the dataset comes from."""
        ours, created = self.package["trilat"], str(self.package.get("created", ""))[:10]
        licences = ", ".join(str(one.get("name")) for one in self.package.get("licenses", []))
        return Provenance(
            self.package["version"], ours["schema_version"], dt.date.fromisoformat(created) if created else None,
            ours["content_sha256"], str(self.folder.folder), licences, str(ours.get("normalisation", "")), day,
            strategy)

    def changes(self) -> dict[str, Any]:
        """What changed against the release before, as the release's `changes.json` has it."""
        if "changes.json" not in self.folder.sums:
            raise ReleaseError(f"release {self.package['version']} does not tell what changed: it has no changes.json; "
                               "compare two releases with trilat diff A B")
        told: dict[str, Any] = json.loads(self.folder.read("changes.json"))
        return told

    @cached_property
    def texts(self) -> Any:
        """The texts at hand, or None."""
        if self._texts is None:
            return None
        from trilat.evidence.texts import Texts

        return Texts(self._texts)

    def words_of(self, span: Span, article: Article) -> str | None:
        """The words of a span, where there is a copy of the article in which they stand at one place."""
        from trilat.evidence.spans import Verdict, locate
        from trilat.models.article import Span as Pointer

        copy = self.texts.find(article.article_id, article.text_sha256) if self.texts else None
        if copy is None:
            return None
        pointer = Pointer(chars=[span.start, span.end], words=span.words, digest=span.digest)
        answer = locate(pointer, copy.words, copy.exact)
        if answer.verdict not in (Verdict.FOUND, Verdict.MOVED):
            return None
        (start, end), = answer.places
        return str(copy.text[start:end])
