"""The registries beside the articles: who is who, where is where, and what a maintainer decided."""

from typing import Annotated, Any, Literal

from annotated_types import Len
from pydantic import Discriminator, Field, Tag

from trilat.models.base import (
    Country,
    Day,
    Digest,
    FieldName,
    Flag,
    Line,
    Maybe,
    Name,
    RecordId,
    Several,
    Slug,
    Strict,
    Version,
    link,
    none_given,
)
from trilat.versions import SchemaVersion
from trilat.vocabularies import Level, OrganizationKind, PlaceKind


class Person(Strict):
    """A person, or the handle of an official whom no source names."""

    id: Slug = Field(description="The person's id.")
    name: Maybe[Line] = Field(None, description="The name to show; left out for the unnamed.")
    names: Several[Name] = Field(default_factory=none_given, description="Other spellings found in articles.")
    unnamed: Maybe[Flag] = Field(None, description="true for a handle of someone whom no source names.")
    description: Maybe[Line] = Field(None, description="Who an unnamed person is, as far as the sources tell.")
    country: Maybe[Country] = Field(None, description="The country that the person serves, for officials.")


class Organization(Strict):
    """A government body, international organisation, news agency, publisher or the like."""

    id: Slug = Field(description="The organisation's id.")
    name: Line = Field(description="The name to show.")
    names: Several[Name] = Field(default_factory=none_given, description="Other names found in articles.")
    kind: OrganizationKind = Field(description="What kind of body it is.")
    country: Maybe[Country] = Field(None, description="Its country; left out for international ones and where unknown.")
    parent: Maybe[Slug] = link("organizations", "The organisation that it is a part of.", optional=True)


class Office(Strict):
    """A post within an organisation."""

    id: Slug = Field(description="The office's id.")
    title: Line = Field(description="The title to show.")
    organization: Maybe[Slug] = link("organizations", "The organisation that the post is in.", optional=True)
    country: Maybe[Country] = Field(None, description="The country that the post serves.")
    level: Maybe[Level] = Field(None, description="The rank of the post.")


class Place(Strict):
    """A place, within a larger one."""

    id: Slug = Field(description="The place's id.")
    name: Line = Field(description="The name to show.")
    names: Several[Name] = Field(default_factory=none_given, description="Other names found in articles.")
    kind: PlaceKind = Field(description="What kind of place it is.")
    within: Maybe[Slug] = link("places", "The next larger place of the registry that holds it.", optional=True)
    country: Country = Field(description="The country that it lies in.")


class Resolution(Strict):
    """A maintainer's decision on a conflict, which holds while the claims that it considered are known."""

    table: Literal["meetings", "positions", "participants", "statements", "outcomes"] = Field(
        description="The table of the record."
    )
    record: RecordId = Field(description="The record.")
    field: FieldName = Field(description="The field in conflict.")
    value: Line = Field(description="The value that stands, as the release writes it: JSON text for a list.")
    reason: Line = Field(description="Why.")
    considered: Several[Digest] = Field(description="The ids of all claims that were considered.")
    decided_on: Day = Field(description="The day of the decision.")
    decided_by: Slug = Field(description="Short code of the maintainer.")


RedirectTable = Literal["meetings", "statements", "outcomes", "people", "organizations", "offices", "places"]


class Redirect(Strict):
    """What became of an id that was merged or renamed. Ids are never used again."""

    table: RedirectTable = Field(description="The table of the record.")
    old: RecordId = Field(description="The id that was.")
    kind: Maybe[Literal["merged", "renamed"]] = Field(None, description="What became of it; left out for renamed.")
    new: RecordId = Field(description="The id that is.")
    reason: Line = Field(description="Why it changed.")
    since: Day = Field(description="The day of the change.")


class SplitPart(Strict):
    """One of the records that an id was split into, and the articles whose claims went there."""

    record: RecordId = Field(description="The id that is.")
    articles: Several[Slug] = link(
        "articles", "The articles that name this record since. An article that speaks of several stands under each."
    )


class Split(Strict):
    """What became of an id that stood for several records. No article names it any more."""

    table: RedirectTable = Field(description="The table of the record.")
    old: RecordId = Field(description="The id that was.")
    kind: Literal["split"] = Field(description="That it was split.")
    into: Annotated[list[SplitPart], Len(2), Field(description="The records that it was split into, two or more.")]
    reason: Line = Field(description="Why it was split.")
    since: Day = Field(description="The day of the change.")


def _redirect_tag(value: Any) -> str:
    split = isinstance(value, Split) or (isinstance(value, dict) and ("into" in value or value.get("kind") == "split"))
    return "<split>" if split else "<redirect>"


class Distinct(Strict):
    """Records that look like one and are not, or articles that share words without sharing a copy."""

    table: Literal["articles", "meetings", "statements"] = Field(description="The table of the records.")
    records: Annotated[Several[Slug], Len(2), Field(description="The ids, each of a record of its own.")]
    reason: Line = Field(description="How they are known to be different.")


class _Registry(Strict):
    schema_version: SchemaVersion = Field(description="The version of this schema.")


class PeopleFile(_Registry):
    """The file dataset/people.yaml."""

    people: Annotated[list[Person], Field(description="Everyone who takes part, speaks or is an origin.")]


class OrganizationsFile(_Registry):
    """The file dataset/organizations.yaml."""

    organizations: Annotated[list[Organization], Field(description="Every organisation that the articles name.")]


class OfficesFile(_Registry):
    """The file dataset/offices.yaml."""

    offices: Annotated[list[Office], Field(description="Every office that participants hold.")]


class PlacesFile(_Registry):
    """The file dataset/places.yaml."""

    places: Annotated[list[Place], Field(description="Every place where a meeting is said to be.")]


class ResolutionsFile(_Registry):
    """The file dataset/resolutions.yaml."""

    resolutions: Annotated[list[Resolution], Field(description="Decisions on conflicts.")]


class RedirectsFile(_Registry):
    """The file dataset/redirects.yaml."""

    redirects: Annotated[
        list[
            Annotated[
                Annotated[Redirect, Tag("<redirect>")] | Annotated[Split, Tag("<split>")], Discriminator(_redirect_tag)
            ]
        ],
        Field(description="What became of old ids."),
    ]


class DistinctFile(_Registry):
    """The file dataset/distinct.yaml, which keeps the validator from taking records for one. No release has it."""

    distinct: Annotated[list[Distinct], Field(description="Records that look like one and are not.")]


class ReleaseFile(_Registry):
    """The file dataset/release.yaml."""

    version: Version = Field(description="The version of the next release.")
    date: Day = Field(description="The day that the next release bears.")
    previous: Maybe[Version] = Field(None, description="The final release before it.")


REGISTRIES: dict[str, type[Strict]] = {
    "people": PeopleFile,
    "organizations": OrganizationsFile,
    "offices": OfficesFile,
    "places": PlacesFile,
    "resolutions": ResolutionsFile,
    "redirects": RedirectsFile,
    "distinct": DistinctFile,
    "release": ReleaseFile,
}
"""The files beside dataset/articles/, by name without .yaml."""
