"""Everything that people write or read is described, once."""

import pytest
from pydantic import BaseModel

from trilat import schemas
from trilat.models.base import claim_fields
from trilat.relations import RELATIONS
from trilat.vocabularies import COUNTRIES, VOCABULARIES, Term


def models(model: type[BaseModel]) -> set[type[BaseModel]]:
    found, pending = set(), [model]
    while pending:
        part = pending.pop()
        if isinstance(part, type) and issubclass(part, BaseModel) and part not in found:
            found.add(part)
            pending += [info.annotation for info in part.model_fields.values()]
        pending += getattr(part, "__args__", ())
    return found


ALL = sorted(set().union(*map(models, schemas.MODELS.values())), key=lambda model: model.__name__)


@pytest.mark.parametrize("model", ALL, ids=lambda model: model.__name__)
def test_every_field_of_a_model_is_described(model):
    assert model.__doc__
    assert [name for name, info in model.model_fields.items() if not info.description] == []


@pytest.mark.parametrize("name", schemas.MODELS)
def test_every_property_of_a_json_schema_is_described(name):
    schema = schemas.json_schema(name)
    for title, part in (("the file", schema), *schema["$defs"].items()):
        for field, told in part.get("properties", {}).items():
            referred = schema["$defs"].get(told.get("$ref", "").removeprefix("#/$defs/"), {})
            assert told.get("description") or referred.get("description"), f"{title}: {field}"


def test_every_term_has_a_definition_and_a_place_in_the_list_of_vocabularies():
    assert set(VOCABULARIES) | answers() == set(Term.__subclasses__())
    for vocabulary in VOCABULARIES:
        for term in vocabulary:
            assert term.definition.endswith("."), term
            assert term.broader is None or term.broader in list(vocabulary), term


def answers() -> set[type[Term]]:
    from trilat.coding.audit import AuditVerdict
    from trilat.coding.settled import Decision
    from trilat.consolidate.readouts import Said
    from trilat.evidence.spans import Verdict

    return {Verdict, Said, AuditVerdict, Decision}  # answers of the code, not vocabularies of the data


def test_every_claimed_field_names_a_relation_that_there_is():
    for model in ALL:
        for field in claim_fields(model).values():
            assert field.relation in RELATIONS, field


def test_countries_are_those_of_iso_3166():
    assert len(COUNTRIES) == 249
    assert {"US", "JP", "KR", "KP", "NO", "GB"} <= COUNTRIES
    assert not {"UK", "EU", "XK"} & COUNTRIES
