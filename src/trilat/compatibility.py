"""What a change of the schema breaks: whatever is not shown to leave valid what was valid.

A file that was valid may be refused now, or a reader of the tables may miss what stood there. What only says more in
words (descriptions, definitions, how claims consolidate) breaks nothing here.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

Schema = Mapping[str, Any]

ANNOTATIONS = {"$schema", "$id", "$defs", "title", "description", "enumDescriptions", "default", "examples"}
"""Keywords that accept and refuse nothing; so do all that begin with x-."""


class _Side(NamedTuple):
    """A part of a schema, and the definitions that it refers to."""

    node: Schema
    types: Schema

    def at(self, node: Schema) -> "_Side":
        """Another part of the same schema."""
        return _Side(node, self.types)


def breaking(old: Mapping[str, Schema], new: Mapping[str, Schema]) -> list[str]:
    """What breaks from one version of the schema to another: in words, each with its file and JSON path.

    Both map the names of files, such as those under schema/1.0.0/, to what they hold as JSON. The version that files
    state does not count: `trilat migrate` lifts it.

    >>> open_ = {"type": "object", "properties": {"id": {"type": "string"}}, "additionalProperties": False}
    >>> breaking({"a.json": open_}, {"a.json": open_ | {"required": ["id"]}})
    ['a.json $: the field id must be given now']
    >>> breaking({"a.json": open_ | {"required": ["id"]}}, {"a.json": open_})
    []
    """
    found = []
    for name, schema in old.items():
        if name not in new:
            found.append(f"{name}: there is no such file any more")
        elif "tables" in schema:
            found += [f"{name} {told}" for told in _tables(schema, new[name])]
        else:
            sides = [_Side(_unversioned(one), one.get("$defs", {})) for one in (schema, new[name])]
            found += [f"{name} {told}" for told in _narrower(sides[0], sides[1], "$", ())]
    return list(dict.fromkeys(found))


def _unversioned(schema: Schema) -> Schema:
    """A schema of whole files without the version that they state."""
    fields = schema.get("properties", {})
    return {**schema, "properties": {**fields, "schema_version": {}}} if "schema_version" in fields else schema


def _narrower(old: _Side, new: _Side, path: str, on_the_way: tuple[tuple[str, str], ...]) -> Iterator[str]:
    """Where `new` may refuse what `old` accepts. A type that has a name is told of once, by its name."""
    names = str(old.node.get("$ref", "")), str(new.node.get("$ref", ""))
    if any(names):
        if names in on_the_way:
            return
        if names[0] == names[1] and not any(_words(side.node) - {"$ref"} for side in (old, new)):
            path = names[0].replace("#", "$").replace("/", ".")
        old, new = (side.at(_followed(side)) for side in (old, new))
        yield from _narrower(old, new, path, (*on_the_way, names))
        return
    if any(word in side.node for side in (old, new) for word in ("anyOf", "oneOf")):
        yield from _unions(old, new, path, on_the_way)
        return
    for word in sorted(_words(new.node)):
        yield from _JUDGES.get(word, _same)(word, old, new, path)
    yield from _properties(old, new, path, on_the_way)
    if "items" in new.node:
        if "items" not in old.node:
            yield f"{path}: items are narrower now"
        else:
            inner = old.at(old.node["items"]), new.at(new.node["items"])
            yield from _narrower(*inner, f"{path}[]", on_the_way)


def _words(node: Schema) -> set[str]:
    """The keywords by which a part accepts and refuses."""
    return {word for word in node if word not in ANNOTATIONS and not word.startswith("x-")}


def _followed(side: _Side) -> Schema:
    """What a part refers to, with what stands beside the reference."""
    node = dict(side.node)
    name = str(node.pop("$ref", "")).rpartition("/")[2]
    return {**side.types[name], **node} if name else node


def _unions(old: _Side, new: _Side, path: str, on_the_way: tuple[tuple[str, str], ...]) -> Iterator[str]:
    """Each part of the old union fits within one of the new; where just one may fit, no two overlap."""
    for word in sorted(_words(new.node) - {"anyOf", "oneOf"}):
        yield from _same(word, old, new, path)
    olds, news = _members(old), _members(new)
    if "oneOf" in new.node and not all(
        _are_apart(one, other) for place, one in enumerate(news) for other in news[:place]
    ):
        yield f"{path}: a value may fit several of the kinds that it must be one of"
    for place, one in enumerate(olds):
        told = [list(_narrower(one, other, path, on_the_way)) for other in news]
        if all(told):
            yield from told[place] if len(olds) == len(news) else min(told, key=len)


def _members(side: _Side) -> list[_Side]:
    union = side.node.get("anyOf") or side.node.get("oneOf") or [side.node]
    return [side.at(_followed(side.at(part))) for part in union]


def _are_apart(one: _Side, other: _Side) -> bool:
    """Whether no value fits both: one needs a field that the other does not have."""
    return any(
        set(here.node.get("required", ())) - there.node.get("properties", {}).keys()
        and there.node.get("additionalProperties") is False
        for here, there in ((one, other), (other, one))
    )


def _properties(old: _Side, new: _Side, path: str, on_the_way: tuple[tuple[str, str], ...]) -> Iterator[str]:
    fields, now = old.node.get("properties", {}), new.node.get("properties", {})
    for name, node in fields.items():
        if name in now:
            yield from _narrower(old.at(node), new.at(now[name]), f"{path}.{name}", on_the_way)
        elif new.node.get("additionalProperties", True) is not True:
            yield f"{path}.{name}: there is no such field any more"
    for name in sorted(now.keys() - fields.keys()) if old.node.get("additionalProperties", True) is not False else ():
        yield f"{path}.{name}: what was any value is a field now"


def _required(_: str, old: _Side, new: _Side, path: str) -> Iterator[str]:
    for name in sorted(set(new.node.get("required", ())) - set(old.node.get("required", ()))):
        yield f"{path}: the field {name} must be given now"


def _types(word: str, old: _Side, new: _Side, path: str) -> Iterator[str]:
    was, now = ({one} if isinstance(one := side.node.get(word, []), str) else set(one) for side in (old, new))
    if not was or was - now - ({"integer"} if "number" in now else set()):
        yield f"{path}: was of type {_listed(was) or 'any'}, and is of type {_listed(now)}"


def _terms(_: str, old: _Side, new: _Side, path: str) -> Iterator[str]:
    was, now = (side.node.get("enum", [side.node["const"]] if "const" in side.node else None) for side in (old, new))
    if was is None:
        yield f"{path}: only some values are known now"
    elif now is not None:
        gone = [repr(term) for term in was if term not in now]
        if gone:
            yield f"{path}: no longer known: {', '.join(gone)}"


def _at_least(word: str, old: _Side, new: _Side, path: str) -> Iterator[str]:
    if new.node[word] > old.node.get(word, 0 if word in ("minLength", "minItems") else float("-inf")):
        yield f"{path}: {word} is {new.node[word]} now; it was {old.node.get(word, 'none')}"


def _at_most(word: str, old: _Side, new: _Side, path: str) -> Iterator[str]:
    if new.node[word] < old.node.get(word, float("inf")):
        yield f"{path}: {word} is {new.node[word]} now; it was {old.node.get(word, 'none')}"


def _unique(word: str, old: _Side, new: _Side, path: str) -> Iterator[str]:
    if new.node[word] and not old.node.get(word):
        yield f"{path}: items may not stand in the list twice now"


def _closed(word: str, old: _Side, new: _Side, path: str) -> Iterator[str]:
    if new.node[word] is not True and new.node[word] != old.node.get(word):
        yield f"{path}: unknown fields are refused now"


def _same(word: str, old: _Side, new: _Side, path: str) -> Iterator[str]:
    """What is not known to widen: it must be as it was."""
    if old.node.get(word) != new.node[word]:
        yield f"{path}: {word} is {new.node[word]!r} now; it was {old.node.get(word, 'none')!r}"


def _elsewhere(*_: Any) -> Iterator[str]:
    """Judged by a function of its own."""
    return iter(())


_JUDGES: dict[str, Callable[[str, _Side, _Side, str], Iterator[str]]] = {
    "required": _required, "type": _types, "enum": _terms, "const": _terms, "uniqueItems": _unique,
    "additionalProperties": _closed, "minLength": _at_least, "minItems": _at_least, "minimum": _at_least,
    "maxLength": _at_most, "maxItems": _at_most, "maximum": _at_most, "properties": _elsewhere, "items": _elsewhere,
}


def _tables(old: Schema, new: Schema) -> Iterator[str]:
    """What readers of the tables miss: a table, a column, a term; or what may be empty now and was not."""
    for table, was in old["tables"].items():
        now = new["tables"].get(table)
        if now is None:
            yield f"$.tables.{table}: there is no such table any more"
            continue
        if was["key"] != now["key"]:
            yield f"$.tables.{table}: its key is {_listed(now['key'])}; it was {_listed(was['key'])}"
        yield from _columns(was["columns"], now["columns"], f"$.tables.{table}")
    for name, terms in old["vocabularies"].items():
        gone = [term for term in terms if term not in new["vocabularies"].get(name, {})]
        if gone:
            yield f"$.vocabularies.{name}: no longer known: {', '.join(gone)}"
    for origin in sorted(old.get("reserved_origins", {}).keys() - new.get("reserved_origins", {}).keys()):
        yield f"$.reserved_origins.{origin}: there is no such origin any more"


def _columns(old: Schema, new: Schema, path: str) -> Iterator[str]:
    for name, was in old.items():
        if name not in new:
            yield f"{path}.{name}: there is no such column any more"
            continue
        for word in ("type", "list", "optional", "vocabulary", "to"):
            if was.get(word) != new[name].get(word):
                yield f"{path}.{name}: {word} is {new[name].get(word)} now; it was {was.get(word)}"
    for name, column in new.items():
        if name not in old and not column["optional"] and not column["list"]:
            yield f"{path}.{name}: is new and may not be empty, but releases from before do not have it"


def _listed(words: Any) -> str:
    return ", ".join(sorted(words) if isinstance(words, set) else words)
