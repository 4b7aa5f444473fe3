"""The measures of disagreement as tables."""

from collections.abc import Mapping, Sequence

from trilat.consolidate.measures import FieldMeasure, PublisherMeasure, RecordMeasure
from trilat.dataset.table import Table, table_of
from trilat.tables.columns import Row


class Measures:
    """How much sources disagree, as three tables, each with `to_pandas()`, `to_polars()` and `to_arrow()`.

    Attributes: `records`, by table, record, field and, for sets that grow, element; `fields`, by table and field;
    `publishers`, by pair of publishers.
    """

    def __init__(self, rows: Mapping[str, Sequence[Row]]) -> None:
        self.records: Table[RecordMeasure] = table_of(RecordMeasure, rows["records"])
        self.fields: Table[FieldMeasure] = table_of(FieldMeasure, rows["fields"])
        self.publishers: Table[PublisherMeasure] = table_of(PublisherMeasure, rows["publishers"])

    def __repr__(self) -> str:
        differing = sum(row.values > 1 for row in self.records)
        return f"<Disagreement: {differing} of {len(self.records)} fields of records have more than one value>"

    def _repr_html_(self) -> str:
        from trilat.dataset.html import measures_html

        return measures_html(self)
