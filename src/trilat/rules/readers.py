"""What the readers, the models and `trilat pin` find by themselves, told in the form of a rule's docstring."""

from trilat.findings import Severity

ERROR, _, ADVICE = Severity

READERS: tuple[tuple[Severity, str, str], ...] = (
    (ERROR, "not-a-file", """
        What is judged is a file.

        Symbolic links are not followed, and pipes and devices not opened.
    """),
    (ERROR, "unreadable", """
        Every file can be read.

        Of a packed file that is damaged or cut short, the lines before that are read.
    """),
    (ERROR, "too-large", """
        A file has at most 200 million bytes, and a document at most 200,000 values.

        JSON Lines can have more where they are only judged; what a packed file holds is counted unpacked.
    """),
    (ERROR, "not-utf-8", """
        A file is in UTF-8.

        Another encoding would be read as other letters. The message says what the byte would be in Latin-1.
    """),
    (ERROR, "byte-order-mark", """
        A file has no byte order mark.

        Some parsers take it for a part of the first field's name.
    """),
    (ERROR, "control-character", """
        A file has no control characters but line feeds and tabs.

        Terminals obey them, and readers do not agree which of them end a line.
    """),
    (ERROR, "wrong-characters", """
        A file has few characters that no file may have.

        A hundred of them are told one by one; this tells how many more there are.
    """),
    (ERROR, "cut-file", """
        A file ends with a line break.

        A copy that was cut short can still be read as a whole one. The missing line break is its only trace, and is
        therefore never mended automatically.
    """),
    (ERROR, "empty-file", """
        A file has content.
    """),
    (ERROR, "yaml-syntax", """
        A YAML file can be parsed.

        Text that has a colon with a space, a `#` after a space, or begins with a quote or bracket, stands in quotes.

        Fails:
            meetings:
              - {id: talks, title: Talks: the second round}

        Passes:
            meetings:
              - {id: talks, title: "Talks: the second round"}
    """),
    (ERROR, "several-documents", """
        A YAML file holds one document.
    """),
    (ERROR, "yaml-directive", """
        A YAML file gives its parser no instructions.
    """),
    (ERROR, "yaml-tag", """
        No value has a YAML tag.

        The schema alone types values, and a tag can make a parser run code.

        Fails:
            meetings:
              - {id: talks, title: !!str Talks of the envoys}

        Passes:
            meetings:
              - {id: talks, title: Talks of the envoys}
    """),
    (ERROR, "yaml-anchor", """
        No value has a YAML anchor.

        Fails:
            meetings:
              - {id: talks, parties: &three [US, JP, KR]}

        Passes:
            meetings:
              - {id: talks, parties: [US, JP, KR]}
    """),
    (ERROR, "yaml-alias", """
        No value repeats another by a YAML alias.

        A few aliases of aliases make a small file one that no memory can hold.

        Fails:
            meetings:
              - {id: talks, parties: &three [US, JP, KR]}
              - {id: round, parties: *three}

        Passes:
            meetings:
              - {id: talks, parties: [US, JP, KR]}
              - {id: round, parties: [US, JP, KR]}
    """),
    (ERROR, "yaml-merge-key", """
        No fields are merged in with `<<`.

        Fails:
            meetings:
              - {id: talks, <<: {status: held}}

        Passes:
            meetings:
              - {id: talks, status: held}
    """),
    (ERROR, "json-syntax", """
        Each line of a JSON Lines file is a JSON object.
    """),
    (ERROR, "blank-line", """
        A JSON Lines file has no blank lines.
    """),
    (ERROR, "line-too-long", """
        A line of a JSON Lines file has at most a million characters.
    """),
    (ERROR, "lone-surrogate", """
        Text in JSON has no half of a surrogate pair, which is not a character.
    """),
    (ERROR, "number-too-large", """
        Numbers in JSON are below 2^53 and have at most 40 digits.

        JSON readers do not agree on larger ones.
    """),
    (ERROR, "too-deep", """
        At most 32 mappings and lists stand inside one another.
    """),
    (ERROR, "not-a-mapping", """
        The top level of a document names fields.

        Fails:
            - meetings
            - statements

        Passes:
            meetings: []
            statements: []
    """),
    (ERROR, "key-not-text", """
        The name of a field is text.

        Fails:
            meetings:
              - {[id]: talks}

        Passes:
            meetings:
              - {id: talks}
    """),
    (ERROR, "duplicate-key", """
        No field is given twice.

        Most YAML readers keep the last one and say nothing.

        Fails:
            meetings:
              - id: talks
                status: scheduled
                status: held

        Passes:
            meetings:
              - id: talks
                status: held
    """),
    (ERROR, "null-value", """
        No value is empty or null.

        A field that is left out means that the source does not say; null would mean the same a second time.

        Fails:
            meetings:
              - id: talks
                place:

        Passes:
            meetings:
              - id: talks
    """),
    (ERROR, "unknown-field", """
        Every field is one that the schema has in that place.

        A field with a slip in its name would else be lost without a word.

        Fails:
            meetings:
              - {id: talks, satus: held}

        Passes:
            meetings:
              - {id: talks, status: held}
    """),
    (ERROR, "missing-field", """
        Every field that the schema requires is given.

        Fails:
            people:
              - {name: Jane Doe}

        Passes:
            people:
              - {id: jane-doe, name: Jane Doe}
    """),
    (ERROR, "wrong-type", """
        Every value is of the type that its field has: text, a whole number, true or false, a list or a mapping.

        Fails:
            meetings:
              - {id: talks, parties: US}

        Passes:
            meetings:
              - {id: talks, parties: [US, JP]}
    """),
    (ERROR, "unknown-term", """
        Every term is one that the field's vocabulary has, and every country an ISO 3166-1 alpha-2 code.

        Fails:
            meetings:
              - {id: talks, status: canceled}

        Fails:
            meetings:
              - {id: talks, parties: [UK, US]}

        Passes:
            meetings:
              - {id: talks, status: cancelled, parties: [GB, US]}
    """),
    (ERROR, "other-schema", """
        A file is of the schema that this package knows.

        `trilat migrate` lifts a file of an older schema and keeps its comments; a newer one needs a newer package.
        Nothing else in the file is judged before.

        Fails:
            schema_version: 99.0.0
            meetings: []

        Passes:
            schema_version: 1.0.0
            meetings: []
    """),
    (ERROR, "bad-form", """
        Every value has the form that its field asks for, such as an id, a date, a hash or an address.

        Fails:
            meetings:
              - {id: Talks in Busan, date: 8 March 2031}

        Passes:
            meetings:
              - {id: us-jp-talks-2031-1, date: 2031-03-08}
    """),
    (ERROR, "too-long", """
        No text and no list is longer than its field allows.

        A summary has at most 300 characters: it is no place for the article's words.
    """),
    (ERROR, "too-short", """
        No list is shorter than its field allows; one without items is left out.

        Fails:
            meetings:
              - {id: talks, topics: []}

        Passes:
            meetings:
              - {id: talks}
    """),
    (ERROR, "out-of-range", """
        No number is below or above what its field allows.

        A span has at least three words: fewer would stand in too many places to be evidence.

        Fails:
            meetings:
              - {id: talks, spans: [{chars: [0, 9], words: 2, digest: 00000000000000aa}]}

        Passes:
            meetings:
              - {id: talks, spans: [{chars: [0, 19], words: 3, digest: 00000000000000aa}]}
    """),
    (ERROR, "duplicate-item", """
        No item stands in a list twice.

        Fails:
            meetings:
              - {id: talks, parties: [US, JP, US]}

        Passes:
            meetings:
              - {id: talks, parties: [US, JP]}
    """),
    (ERROR, "suppression-without-reason", """
        A comment that sets a finding aside names the rule and gives the reason.

        Fails:
            schema_version: 1.0.0
            meetings: []  # trilat: ignore[near-copy]

        Passes:
            schema_version: 1.0.0
            meetings: []  # trilat: ignore[near-copy] both only quote the envoy
    """),
    (ERROR, "suppression-of-error", """
        Only warnings and advice can be set aside.

        Fails:
            schema_version: 1.0.0
            meetings: []  # trilat: ignore[claim-without-span] I remember it

        Passes:
            schema_version: 1.0.0
            meetings: []  # trilat: ignore[near-copy] both only quote the envoy
    """),
    (ADVICE, "suppression-unused", """
        A comment that sets a finding aside has one to set aside.

        It stands in the line of the finding, or alone above it; `ignore-file` is for the whole file.

        Fails:
            schema_version: 1.0.0
            meetings: []  # trilat: ignore[duplicate-participant] she changed seats at noon

        Passes:
            schema_version: 1.0.0
            meetings:
              - id: talks
                by: [author]
                participants:
                  - {slot: us-head, person: jane-doe}
                  # trilat: ignore[duplicate-participant] she changed seats at noon
                  - {slot: us-delegate, person: jane-doe}
    """),
    (ERROR, "text-not-found", """
        The text that was coded is among those that `trilat pin` is given.
    """),
    (ERROR, "text-unreadable", """
        Every file in the folder of texts can be read as UTF-8 text.
    """),
    (ERROR, "quote-too-short", """
        A quote that is to be pinned has at least three words.
    """),
    (ERROR, "quote-not-found", """
        The words of a quote that is to be pinned stand in the text.
    """),
    (ERROR, "quote-ambiguous", """
        The words of a quote that is to be pinned stand in the text once.
    """),
    (ERROR, "quote-layout", """
        A quote is laid out so that `trilat pin` can replace it where it stands.
    """),
    (ERROR, "release-file", """
        A release has the files that its SHA256SUMS lists, and no others.

        All of them are regular files within its folder, and every CSV file is one of the tables.
    """),
    (ERROR, "release-hash", """
        Every file of a release has the SHA-256 that SHA256SUMS gives.
    """),
    (ERROR, "csv-syntax", """
        A table of a release is CSV as in RFC 4180.

        A cell has at most 1,000,000 characters. What follows a row that is no CSV is not read.
    """),
    (ERROR, "table-header", """
        The first row of a table names its columns, in their order.
    """),
    (ERROR, "row-length", """
        Every row of a table has as many cells as the header.
    """),
    (ERROR, "empty-cell", """
        No cell is empty in a column that every row has a value of.
    """),
    (ERROR, "cell-type", """
        Every cell is of its column's type.

        That is a number, true or false, a day or a date that the calendar has, or a list parted by semicolons.
    """),
    (ERROR, "cell-term", """
        Every cell of a column with a vocabulary holds one of its terms.
    """),
    (ERROR, "cell-escape", """
        A cell that a spreadsheet would take for a formula has an apostrophe before it, and no other has.

        So has each such item of a list. An empty text is one apostrophe; numbers stand as they are.
    """),
    (ERROR, "cell-reference", """
        Every id in a table that points at another table is there.
    """),
    (ERROR, "key-twice", """
        No two rows of a table have one key.
    """),
    (ERROR, "many-findings", """
        A table has at most 1,000 findings: what follows them was not judged.
    """),
)
"""Severity, name and what is told of each, in the order in which files are read, judged and pinned; then releases."""
