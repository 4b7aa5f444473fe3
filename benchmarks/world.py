"""The invented world of a synthetic corpus: who and where there is, and the words in which papers write of it.

The countries have the names that they have; every person, city, paper and agency is made up.
"""

from functools import cache
from itertools import combinations
from typing import Any

Fields = dict[str, Any]

COUNTRIES = {
    "AU": "Australia", "BR": "Brazil", "CA": "Canada", "CL": "Chile", "DE": "Germany", "EG": "Egypt", "ES": "Spain",
    "FI": "Finland", "FR": "France", "GB": "Britain", "IN": "India", "IT": "Italy", "JP": "Japan", "KE": "Kenya",
    "KR": "South Korea", "MX": "Mexico", "NO": "Norway", "NZ": "New Zealand", "PL": "Poland", "SE": "Sweden",
    "TH": "Thailand", "TR": "Turkey", "US": "the United States", "VN": "Vietnam",
}
CODES = list(COUNTRIES)
LEVELS = {
    "leaders": ("Head of Government", "general"), "ministers": ("Foreign Minister", "foreign"),
    "vice-ministers": ("Vice Minister", "trade"), "security-advisers": ("National Security Adviser", "security"),
    "envoys": ("Special Envoy", "foreign"), "directors-general": ("Director General", "energy"),
    "defence-chiefs": ("Chief of the General Staff", "defence"),
}
"""The levels of meetings, each with the title of who heads a delegation and the portfolio."""

TOPICS = {
    "trade": "port fees and tariffs", "sanctions": "the sanctions that are in force", "maritime": "fishing grounds",
    "cyber": "attacks on networks", "technology": "the supply of chips", "climate": "the cutting of emissions",
    "pandemic": "the stock of vaccines", "missiles": "the rocket tests", "history": "claims for compensation",
}
PEOPLE, HANDLES, CITIES = 40, 12, 96
"""How many people and handles of unnamed officials a country has, and how many cities there are."""

AGENCIES = ["kestrel", "lantern", "meridian", "northlight"]
PAPERS = [f"{place}-{kind}" for place in ("harbour", "island", "valley", "northern", "capital", "coastal", "old-town",
                                          "lakeside") for kind in ("post", "courier", "gazette", "tribune", "herald")]

_FIRST = """
Ada Ben Cora Dan Edda Finn Gwen Hugo Ines Jon Kaja Levi Mina Noel Olga Paul Rosa Sven Tara Udo Vera Wim Yara Zeno Alma
Bruno Clea Dirk Ella Franz Greta Hanno Ida Jakob Klara Linus Marta Nils Orla Piet
"""
_LAST = """
Aldan Berek Corvin Dorran Elvane Farrow Galvin Hestor Ilmar Jorvik Keller Lomond Marsk Norvel Ostrand Pellar Quill
Rennick Solvay Tarrant Ulmer Varga Wexley Yarrow Zelnik Ambry Bostock Cardew Delmar Eskel Fennel Garrick Holm Inskip
Jessop Kerrow Lindal Mercer Nayland Orrin
"""
_SHORE = ["Ar", "Bel", "Cor", "Dun", "Esk", "Fal", "Gar", "Hol"]
_TOWN = ["mouth", "haven", "field", "bridge", "stad", "ora", "wick", "burg", "mere", "ness", "ford", "gate"]

PHRASES = [
    "after weeks of letters", "in spite of the storm", "for the second time this year", "as spring trade picks up",
    "once the budget was through", "away from the cameras", "with few aides", "under a new format",
    "at the request of the host", "after a call on the eve", "while markets were closed", "as had been hoped",
    "earlier than many thought", "with the press kept out", "after much back and forth", "in the old way",
    "with an open agenda", "to the surprise of some", "on short notice", "following a pause of months",
    "as part of a longer round", "before the summer break", "with interpreters at hand", "in a calm mood",
]
FILLER = [
    "Shops along the quay had put out flags, and a brass band practised in the rain.",
    "Shares in shipping lines rose a little and then gave up what they had gained.",
    "The last such round had ended without a word to the reporters who were waiting.",
    "A small crowd stood behind the barriers, most of them students on their way home.",
    "Two of the delegations are staying in the same hotel, which has closed its bar.",
    "Farmers have asked for clear rules since the harvest, so far without an answer.",
    "Nobody who was asked wanted to guess how long the lights would stay on tonight.",
    "The mayor spoke of an honour for the town and of the costs that come with it.",
    "Trains were late because of the checks, and buses went round by the upper bridge.",
    "Scholars who follow the matter say that the papers behind it fill several rooms.",
    "Opposition members want to see the letters before they vote on the new fund.",
    "An earlier draft had been longer, people who have read both versions say.",
    "In the cafés near the port the talk was of football, and of the price of bread.",
    "The question goes back to a treaty that was signed before most of them were born.",
    "Insurers have raised their rates twice since the autumn, and may do so again.",
    "Much will depend on the weather, since two of the aircraft cannot land in fog.",
    "Translators were seen carrying boxes of dictionaries up the stairs at noon.",
    "A museum nearby has lent the table at which an older quarrel was once settled.",
]
"""What fills an article and says nothing that is coded."""

SUMMARIES = [
    "Hopes that the round in {city} brings {topic} forward.", "Asks for patience until {city} is over.",
    "Sees {topic} as the hardest part of what lies ahead in {city}.", "Tells of the work on {topic} before {city}.",
    "Names {topic} as the reason to come to {city}.", "Thinks little can be settled on {topic} in one day in {city}.",
    "Praises the hosts in {city} and leaves {topic} open.", "Warns that {topic} must not wait until {city} is over.",
    "Wants {topic} dealt with before all else in {city}.", "Leaves it to experts what becomes of {topic} after {city}.",
]


def group(number: int) -> tuple[list[str], str]:
    """The parties and the level of a meeting by its number: all there are in turn, before any comes again."""
    groups = _groups()
    of, level = divmod(number * 7919 % (len(groups) * len(LEVELS)), len(LEVELS))
    return list(groups[of]), list(LEVELS)[level]


def groups_and_levels() -> int:
    """How many meetings there are before parties and level come again."""
    return len(_groups()) * len(LEVELS)


@cache
def _groups() -> list[tuple[str, ...]]:
    return [*combinations(CODES, 3), *combinations(CODES, 2)]


@cache
def person(country: str, number: int) -> tuple[str, str]:
    """The id and the name of a person."""
    at = CODES.index(country)
    name = f"{_FIRST.split()[number]} {_LAST.split()[(number + at) % PEOPLE]}"
    return f"{name.lower().replace(' ', '-')}-{country.lower()}", name


def handle(country: str, number: int) -> str:
    """The id of an official whom no source names."""
    return f"unnamed-{country.lower()}-official-{number}"


def ministry(country: str) -> str:
    """The id of a ministry."""
    return f"foreign-ministry-{country.lower()}"


def office(country: str, level: str) -> str:
    """The id of the office of who heads a delegation."""
    return f"{country.lower()}-{level}-head"


@cache
def city(number: int) -> tuple[str, str, str]:
    """The id, the name and the country of a city."""
    name = f"{_SHORE[number // len(_TOWN)]}{_TOWN[number % len(_TOWN)]}"
    return name.lower(), name, CODES[number % len(CODES)]


def title(slug: str) -> str:
    """A name as it is shown."""
    return slug.replace("-", " ").title()


def registries(used: set[tuple[str, str]]) -> dict[str, list[Fields]]:
    """The entries of the registries that articles point at, by the tables and ids that they used."""
    made: dict[str, list[Fields]] = {
        "people": [{"id": ident, "name": name, "country": code} for code in CODES for number in range(PEOPLE)
                   for ident, name in [person(code, number)]],
        "organizations": [{"id": paper, "name": title(paper), "kind": "publisher"} for paper in PAPERS],
        "offices": [{"id": office(code, level), "title": shown, "organization": ministry(code), "country": code,
                     "level": level} for code in CODES for level, (shown, _) in LEVELS.items()],
        "places": [],
    }
    made["people"] += [
        {"id": handle(code, number), "unnamed": True, "country": code,
         "description": f"Official of {COUNTRIES[code]}, known from calls with reporters, number {number}"}
        for code in CODES for number in range(HANDLES)
    ]
    made["organizations"] += [{"id": f"agency-{name}", "name": f"{title(name)} Agency", "kind": "news-agency"}
                              for name in AGENCIES]
    made["organizations"] += [{"id": ministry(code), "name": f"Foreign Ministry of {shown}", "kind": "government",
                               "country": code} for code, shown in COUNTRIES.items()]
    for number in range(CITIES):
        ident, name, code = city(number)
        made["places"] += [{"id": ident, "name": name, "kind": "city", "country": code},
                           {"id": f"{ident}-hall", "name": f"{name} Hall", "kind": "venue", "within": ident,
                            "country": code}]
    used = used | {("places", ident.removesuffix("-hall")) for table, ident in used if table == "places"}
    used |= {("organizations", one["organization"]) for one in made["offices"] if ("offices", one["id"]) in used}
    return {name: [one for one in entries if (name, one["id"]) in used] for name, entries in made.items()}
