"""What is asked of a release's files and CSV tables, which are judged as they are read: each rule with its purpose."""

from collections.abc import Mapping

TABLE_RULES: Mapping[str, str] = {
    "release-file": "A release has the files that its SHA256SUMS lists, all of them regular, within its folder, and no "
                    "others; every CSV file is one of its tables.",
    "release-hash": "Every file has the SHA-256 that SHA256SUMS gives.",
    "csv-syntax": "A table is CSV (RFC 4180) with cells of at most 1,000,000 characters; what follows a row that is "
                  "not is not read.",
    "table-header": "The first row names the columns of the table, in their order.",
    "row-length": "Every row has as many cells as the header.",
    "empty-cell": "A column that every row has a value of has no empty cell.",
    "cell-type": "A cell is of its column's type: a whole number, true or false, a day or a date that the calendar "
                 "has, or a list parted by semicolons.",
    "cell-term": "A cell of a column with a vocabulary holds one of its terms.",
    "cell-escape": "A cell that a spreadsheet would take for a formula has an apostrophe before it, and no other has.",
    "cell-reference": "An id that points at another table is there.",
    "key-twice": "No two rows have one key.",
    "many-findings": "Of one table no more than 1,000 findings are told.",
}
"""The rules by name. Those on characters and on the end of a file are the readers' own."""
