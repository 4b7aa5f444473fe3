"""A picture: a Vega-Lite specification with its data in it, and how it is shown and saved, off line."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trilat.dataset.help import extra
from trilat.disk import write_file
from trilat.errors import UsageError

if TYPE_CHECKING:
    import altair

EXTRA = "plot"

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; \
style-src 'unsafe-inline'; img-src data: blob:">
<title>{title}</title>
<style>body {{ margin: 1em; background: white }}</style>
</head>
<body>
<div id="picture"></div>
<script type="module">{libraries}</script>
<script type="module">{code}</script>
</body>
</html>
"""
"""Everything is in the page, and its policy forbids it to ask for anything."""

SHOW = """vegaEmbed("#picture", {spec}, {{mode: "vega-lite", renderer: "svg", actions: {{export: true, source: false,
compiled: false, editor: false}}}});"""


class Picture:
    """A picture of a dataset, which a notebook shows and `save` writes.

    Attributes: `title`; `spec`, the Vega-Lite specification with its data; `chart`, the same as an altair chart, for
    whoever wants to change it.

    Raises TrilatError where the libraries that draw are not installed, and says how to install them.
    """

    def __init__(self, title: str, spec: dict[str, Any]) -> None:
        extra("vl_convert", EXTRA)
        self.title, self.spec = title, spec

    @property
    def chart(self) -> altair.TopLevelMixin:
        """The picture as an altair chart."""
        made: altair.TopLevelMixin = extra("altair", EXTRA).Chart.from_dict(self.spec)
        return made

    def svg(self) -> str:
        """The picture as SVG: the same text for the same data and version of vl-convert."""
        made: str = extra("vl_convert", EXTRA).vegalite_to_svg(self.spec)
        return made

    def html(self) -> str:
        """The picture as a page that holds all it needs."""
        # In a script "<" could end it, whatever JSON says: titles come from the data.
        spec = json.dumps(self.spec, ensure_ascii=True).replace("<", "\\u003c")
        libraries = extra("vl_convert", EXTRA).javascript_bundle()
        return PAGE.format(title=escape(self.title), libraries=libraries, code=SHOW.format(spec=spec))

    def png(self) -> bytes:
        """The picture as PNG, at twice the size of a screen's pixels."""
        made: bytes = extra("vl_convert", EXTRA).vegalite_to_png(self.spec, scale=2)
        return made

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the picture to a file, by the ending of its name: .html (it answers to the mouse), .svg or .png.

        Each file holds all that it needs, and nothing is asked of the network. Raises UsageError for another ending.
        """
        target = Path(path)
        forms: dict[str, Callable[[], str | bytes]] = {".html": self.html, ".svg": self.svg, ".png": self.png}
        if target.suffix.lower() not in forms:
            raise UsageError(f"{target} ends in {target.suffix or 'nothing'}; a picture is saved as "
                             f"{', '.join(forms)}")
        if not target.absolute().parent.is_dir():
            raise UsageError(f"{target}: there is no such folder to save into")
        made = forms[target.suffix.lower()]()
        write_file(target, made.encode() if isinstance(made, str) else made)

    def _repr_svg_(self) -> str:
        return self.svg()

    def __repr__(self) -> str:
        return f"<Picture: {self.title}; .save('picture.html'), .svg or .png>"
