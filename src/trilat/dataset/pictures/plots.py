"""What `ds.plot` offers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from trilat.dataset.help import meetings_among

if TYPE_CHECKING:
    from trilat.dataset.dataset import Dataset
    from trilat.dataset.objects import Meeting
    from trilat.dataset.pictures.picture import Picture

MOST_LINES = 40


class Plots:
    """Pictures of a dataset, a vintage or another strategy's view.

    They need the extra: pip install 'trilat[plot]'.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset

    def __repr__(self) -> str:
        return "<Pictures of a dataset: .timeline(), .disagreement()>"

    def timeline(self, meetings: Iterable[Meeting] | None = None, *, most: int = MOST_LINES) -> Picture:
        """Meetings over time: their status, how sure their date is, and who reports them.

        Each meeting has a line of its own, with its date as the range of days that it can mean. Where there are more
        than `most`, they are counted by month, quarter or year: a bar has those that certainly fell into it, a thin
        line reaches up to those that may have. `meetings` are some of the dataset's; left out, all of them.

        >>> from trilat import dataset
        >>> ds = dataset.load()
        >>> ds.plot.timeline([ds.meetings["us-jp-kr-foreign-ministers-2021-1"]]).title
        '1 meeting over time'
        """
        from trilat.dataset.pictures.timeline import timeline

        return timeline(self._dataset, meetings_among(self._dataset.meetings if meetings is None else meetings), most)

    def disagreement(self) -> Picture:
        """How much sources disagree, field by field: reports, the share that differ and how, and confidence.

        Only records on which a field has two reports or more can show disagreement, and only these count.

        >>> from trilat import dataset
        >>> dataset.load().plot.disagreement().title
        'Where sources disagree'
        """
        from trilat.dataset.pictures.disagreement import picture

        return picture(self._dataset)
