"""Load a release of the dataset and ask it questions.

>>> from trilat import dataset
>>> ds = dataset.load()
>>> ds.meetings["us-jp-kr-security-advisers-2021-1"].place.name
'Naval Officer School'
"""

from trilat.dataset.dataset import Dataset
from trilat.dataset.load import load
from trilat.dataset.objects import (
    Agreement,
    Article,
    Claim,
    Conflict,
    First,
    Meeting,
    Office,
    Organization,
    Outcome,
    Participant,
    Person,
    Place,
    Position,
    Redirect,
    Resolution,
    Span,
    Statement,
)
from trilat.dataset.table import Table

__all__ = [
    "Agreement", "Article", "Claim", "Conflict", "Dataset", "First", "Meeting", "Office", "Organization", "Outcome",
    "Participant", "Person", "Place", "Position", "Redirect", "Resolution", "Span", "Statement", "Table", "load",
]
