"""Invented meetings and the articles that report on them, with evidence that holds and the truth beside it.

What is true of a meeting is drawn first. Then reports are drawn, each at its day: plans that are vague at first and
firm later, that are put off or called off; accounts of what was held, by ministries, named and unnamed officials and
authors, who are wrong now and then, each kind of source as often as it is; denials; and agency copy that several papers
print, mistakes and all. Everything about a meeting depends on the seed and its number alone.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

import world
from world import AGENCIES, CODES, COUNTRIES, FILLER, LEVELS, PAPERS, PHRASES, SUMMARIES, TOPICS, Fields

from trilat.evidence.normalise import words_between
from trilat.evidence.words import digest
from trilat.hashing import sha256

FIRST_DAY = date(1990, 1, 1)
CYCLE = 290
"""Days in which all parties meet once at every level, before they may again."""

WRONG = {"ministry": 0.02, "person": 0.04, "unnamed": 0.08, "author": 0.12}
"""How often a source of each kind is wrong about a day, a place or a name."""

WEIGHTS = {"ministry": 50, "person": 10, "unnamed": 15, "author": 25}
"""How often each kind is heard."""

MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December"]
Used = set[tuple[str, str]]


@dataclass
class Story:
    """What is true of a meeting, and what was planned before."""

    number: int
    chance: random.Random
    parties: list[str]
    level: str
    day: date
    planned: date
    city: int
    status: str
    heads: dict[str, str]
    topics: list[str]
    wrong: dict[str, float]
    id: str = ""
    reports: list["Report"] = field(default_factory=list)

    @property
    def truth(self) -> Fields:
        """A row of the table of truth."""
        place = world.city(self.city)[0]
        return {
            "meeting": self.id, "date": str(self.day), "place": f"{place}-hall" if self.status == "held" else place,
            "status": self.status, "level": self.level, "parties": self.parties,
            "people": {f"{party.lower()}-head": head for party, head in self.heads.items()},
        }


@dataclass
class Report:
    """One text on a meeting, which one paper prints, or several where it is an agency's copy."""

    phase: str
    published: date
    papers: list[str]
    wire: str | None
    key: str


def stories(seed: int, wrong: dict[str, float] | None = None) -> Iterator[Story]:
    """Meetings without end, each with its reports; `wrong` says how often each kind of source is, WRONG else."""
    return (story(seed, number, wrong or WRONG) for number in count())


def story(seed: int, number: int, wrong: dict[str, float]) -> Story:
    """The meeting of a number."""
    chance = random.Random(f"{seed}:{number}")  # noqa: S311  # nothing secret
    parties, level = world.group(number)
    planned = FIRST_DAY + timedelta(number // world.groups_and_levels() % 43 * CYCLE + chance.randrange(CYCLE - 60))
    fate = chance.random()
    day = planned + timedelta(chance.randrange(7, 40)) if fate < 0.12 else planned
    found = Story(number, chance, parties, level, day, planned, chance.randrange(world.CITIES),
                  "held" if fate < 0.92 else "cancelled",
                  {party: world.person(party, chance.randrange(world.PEOPLE))[0] for party in parties},
                  chance.sample(list(TOPICS), 2), wrong)
    found.id = f"{'-'.join(parties).lower()}-{level}-{day.year}-{number}"
    phases = [("plan", -chance.randrange(14, 30))] * chance.randrange(2) + [("firm", -chance.randrange(3, 9))]
    told = [(phase, planned + timedelta(days)) for phase, days in phases]
    if day != planned:
        told += [("postponed", planned - timedelta(1)), ("firm", day - timedelta(chance.randrange(2, 5)))]
    if found.status == "cancelled":
        told += [("cancelled", planned - timedelta(chance.randrange(2)))] * (1 + chance.randrange(2))
    else:
        told += [("held", day + timedelta(chance.randrange(1, 5))) for _ in range(1 + chance.randrange(3))]
    for place, (phase, published) in enumerate(told):
        wired = chance.random() < 0.2
        papers = chance.sample(PAPERS, 2 + chance.randrange(2) if wired else 1)
        wire = f"agency-{chance.choice(AGENCIES)}" if wired else None
        found.reports.append(Report(phase, published, papers, wire, f"{seed}:{number}:{place}"))
    return found


class _Page:
    """A text as it is written, sentence by sentence, and what each sentence shows."""

    def __init__(self, head: str, curly: bool) -> None:
        self.parts, self.at, self.curly = [head], len(head), curly

    def say(self, sentence: str, end: str = ".") -> Fields:
        """Write a sentence and give the span that holds it."""
        words = words_between(sentence, 0, len(sentence)) or []
        span = {"chars": [self.at, self.at + len(sentence)], "words": len(words), "digest": digest(words)}
        self._write(f"{sentence}{end} ")
        return span

    def quote(self, name: str, words: str) -> Fields:
        """Write what somebody said, in quotation marks."""
        opening, closing = "“”" if self.curly else '""'
        self._write(opening)
        return self.say(words, f",{closing} {name} said.")

    def fill(self, sentence: str) -> None:
        """Write what shows nothing."""
        self._write(f"{sentence} ")

    def end(self) -> None:
        """End a paragraph."""
        self._write("\n\n")

    def _write(self, text: str) -> None:
        self.parts.append(text)
        self.at += len(text)

    @property
    def text(self) -> str:
        return "".join(self.parts)


def articles(one: Story, characters: int, used: Used) -> Iterator[tuple[Fields, str]]:
    """The annotated articles on a meeting, each with its text of about so many characters at least."""
    for place, report in enumerate(one.reports):
        for paper in report.papers:
            yield _Writer(one, place, report, paper, used).article(characters)


class _Writer:
    """Writes the text of one article and annotates it. Copies of one report are drawn alike."""

    def __init__(self, one: Story, place: int, report: Report, paper: str, used: Used) -> None:
        self.story, self.report, self.paper, self.used = one, report, paper, used
        self.chance = random.Random(report.key)  # noqa: S311  # nothing secret
        self.id = f"{paper}-{report.published}-talks-{one.number}-{place}"
        self.held = report.phase == "held"
        self.sides = [COUNTRIES[party] for party in one.parties]
        self.shown = f"{', '.join(self.sides[:-1])} and {self.sides[-1]}"
        self.rank = LEVELS[one.level][0]

    def article(self, characters: int) -> tuple[Fields, str]:
        """The article and its text."""
        one, report, draw = self.story, self.report, self.chance.random
        headline = f"{self.shown} {'met' if self.held else 'and a round in doubt' if draw() < 0.2 else 'to meet'}"
        paper = world.title(self.paper)
        wire = f" ({world.title(report.wire.removeprefix('agency-'))} Agency)" if report.wire else ""
        head = f"{paper} {report.published} No. {one.number}\n\n{headline}\n\n"
        self.page = _Page(head, curly=self.chance.random() < 0.5)
        self.page.fill(f"{world.city(one.city)[1].upper()}{wire} -")
        origins = self._origins()
        document: Fields = {"schema_version": "1.0.0", "article": {}, "meetings": [self._first(origins[0])]}
        self._fill(3)
        document["meetings"] += [self._other(origin) for origin in origins[1:]]
        if draw() < 0.06:
            document["meetings"].append(self._denial())
        self._fill(3)
        document["statements"] = [self._statement() for _ in range(4)]
        document["statements"] = list({entry["id"]: entry for entry in document["statements"]}.values())
        document["outcomes"] = [self._outcome(party) for party in one.parties[: 2 + (draw() < 0.3)]]
        while self.page.at < characters:
            self._fill(4)
        text = self.page.text
        document["article"] = self._about(headline, text)
        return document, text

    def _about(self, headline: str, text: str) -> Fields:
        report = self.report
        self.used.add(("organizations", self.paper))
        about: Fields = {"id": self.id, "title": headline, "publisher": self.paper,
                         "byline": [world.title(world.person(code, self.story.number % world.PEOPLE)[0][:-3])
                                    for code in ("FI", "NZ")], "language": "en",
                         "url": f"https://{self.paper}.example/{report.published:%Y/%m/%d}/{self.story.number}",
                         "published": str(report.published), "published_basis": "metadata",
                         "source_kind": "newspaper"}
        if self.chance.random() < 0.04:
            about["published"] = f"[{report.published}..{report.published + timedelta(1)}]"
            about["published_basis"] = "inferred"
        if report.wire:
            self.used.add(("organizations", report.wire))
            about["wire"] = report.wire
        about["text"] = {"sha256": sha256(text.encode()), "characters": len(text), "extent": "full"}
        return about | {"coders": ["a"], "coded_on": str(report.published + timedelta(30))}

    def _origins(self) -> list[tuple[str, list[str]]]:
        """The sources of a report, one a party, each with its kind and by whom the article has it."""
        found: list[tuple[str, list[str]]] = []
        for code in self.chance.sample(self.story.parties, len(self.story.parties)):
            kind = self.chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
            origin = {"ministry": world.ministry(code), "person": self.story.heads[code], "author": "author",
                      "unnamed": world.handle(code, self.chance.randrange(world.HANDLES))}[kind]
            relays = [f"agency-{self.chance.choice(AGENCIES)}"] if self.chance.random() < 0.2 else []
            if kind == "author" or relays == [self.report.wire]:
                relays = []
            if [*relays, origin] not in [by for _, by in found]:
                found.append((kind, [*relays, origin]))
            self._use("organizations" if kind == "ministry" else "people", origin)
            self.used.update(("organizations", relay) for relay in relays)
        return found

    def _use(self, table: str, ident: str) -> str:
        self.used.add((table, ident))
        return ident

    def _first(self, origin: tuple[str, list[str]]) -> Fields:
        """What the main source says of the meeting."""
        one, page, (kind, by) = self.story, self.page, origin
        entry = self._entry(by) | {"mention": "main", "title": f"Talks of {len(one.parties)} countries, {one.level}",
                                   "level": one.level, "portfolio": [LEVELS[one.level][1]]}
        if self.chance.random() < 0.3:
            entry["level"] = "senior"
        verb = "met" if self.held else "are to meet"
        lead = page.say(f"The {self.rank.lower()}s of {self.shown} {verb} {self._phrase()}")
        entry["parties"] = one.parties if self.chance.random() < 0.85 else one.parties[:-1]
        if entry["parties"] != one.parties:
            entry["parties_complete"] = False
        entry["topics"] = one.topics[: 1 + self.chance.randrange(2)]
        about = page.say(f"They {'spoke' if self.held else 'will speak'} of "
                         f"{' and '.join(TOPICS[topic] for topic in entry['topics'])} {self._phrase()}")
        when = self._when(entry, kind)
        named = ["mention", "title", "level", "portfolio", "parties", "parties_complete"]
        entry["spans"] = [lead | {"supports": [name for name in named if name in entry]},
                          about | {"supports": ["topics"]},
                          when | {"supports": [name for name in ("status", "date", "place") if name in entry]}]
        if kind == "ministry":
            shown = page.say(f"The ministry made this public {self._phrase()}")
            entry["positions"] = [{"party": by[-1][-2:].upper(), "position": "announced", "spans": [shown]}]
        entry["participants"] = [self._seat(party, kind) for party in one.parties]
        page.end()
        return entry

    def _entry(self, by: list[str]) -> Fields:
        entry: Fields = {"id": self.story.id, "by": by}
        if not self.held:
            entry["stance"] = "expected" if by == ["author"] else "planned"
        return entry

    def _other(self, origin: tuple[str, list[str]]) -> Fields:
        """What another source says of it."""
        kind, by = origin
        entry = self._entry(by)
        when = self._when(entry, kind)
        entry["spans"] = [when]
        if kind == "ministry" and not self.held:
            doubtful = self.chance.random() < 0.15
            verb = "had no comment on" if doubtful else "confirmed"
            shown = self.page.say(f"The ministry {verb} this {self._phrase()}")
            entry["positions"] = [{"party": by[-1][-2:].upper(),
                                   "position": "unconfirmed" if doubtful else "confirmed", "spans": [shown]}]
        self.page.end()
        return entry

    def _when(self, entry: Fields, kind: str) -> Fields:
        """Write when, where and whether, as a source has it, and put it into an entry."""
        one, phase, chance, wrong = self.story, self.report.phase, self.chance, self.story.wrong[kind]
        late = one.day != one.planned and self.report.published >= one.planned
        day = one.day if late or self.held else one.planned
        if chance.random() < wrong:
            day += timedelta(-1 if self.held else chance.choice([-1, 1, 2]))
        entry["status"] = {"plan": "agreed", "firm": "scheduled"}.get(phase, phase)
        if phase == "postponed":
            day = one.day if chance.random() < 0.5 else None
        entry |= self._dated(day, phase)
        at = (one.city + len(CODES)) % world.CITIES if chance.random() < wrong else one.city
        place, name, _ = world.city(at)
        self._use("places", place)
        if phase == "held" and chance.random() < 0.5:
            entry["place"], name = f"{self._use('places', f'{place}-hall')}", f"{name} Hall"
        elif phase != "postponed":
            entry["place"] = place if phase != "plan" or chance.random() < 0.4 else f"{place}~"
        told = {"plan": "have agreed to meet", "firm": "will meet", "postponed": "have put off the round",
                "cancelled": "have called off the round", "held": "met"}[phase]
        shown = f" {self._words(entry['date'])}" if "date" in entry else ""
        at_place = f" in {name}" if "place" in entry else ""
        return self.page.say(f"{self._named(kind)} said that the sides {told}{at_place}{shown} {self._phrase()}")

    def _dated(self, day: date | None, phase: str) -> Fields:
        """A day, as precisely as a source of that phase gives it."""
        if day is None:
            return {}
        vague = self.chance.random()
        if phase in ("plan", "postponed") and vague < 0.75:
            monday = day - timedelta(day.weekday())
            return {"date": f"[{monday}..{monday + timedelta(6)}]" if vague < 0.45 else f"{day:%Y-%m}"}
        return {"date": str(day)}

    def _words(self, text: str) -> str:
        """A date as a paper writes it."""
        if text.startswith("["):
            return f"in the week of {self._words(text[1:11]).removeprefix('on ')}"
        year, month, *rest = text.split("-")
        return f"on {int(rest[0])} {MONTHS[int(month) - 1]} {year}" if rest else f"in {MONTHS[int(month) - 1]} {year}"

    def _named(self, kind: str) -> str:
        return {"ministry": "A foreign ministry", "person": f"The {self.rank.lower()}", "author": "Papers at hand",
                "unnamed": "An official who would not be named"}[kind]

    def _seat(self, party: str, kind: str) -> Fields:
        one = self.story
        head = one.heads[party]
        if self.chance.random() < one.wrong[kind]:
            head = world.person(party, self.chance.randrange(world.PEOPLE))[0]
        name = world.title(head[:-3])
        self._use("people", head)
        shown = self.page.say(f"{name} {'led' if self.held else 'will lead'} the side of {COUNTRIES[party]} "
                              f"{self._phrase()}")
        return {"slot": f"{party.lower()}-head", "person": head,
                "office": self._use("offices", world.office(party, one.level)), "named_as": name,
                "titled_as": self.rank, "party": party, "role": "head",
                "attendance": "attended" if self.held else "absent" if self.report.phase == "cancelled" else "expected",
                "inferred": ["office", "titled_as", "role"], "spans": [shown]}

    def _denial(self) -> Fields:
        """A ministry that denies a subject."""
        one = self.story
        code = self.chance.choice(one.parties)
        self._use("organizations", world.ministry(code))
        topic = TOPICS[one.topics[-1]]
        shown = self.page.say(f"The ministry of {COUNTRIES[code]} denied that {topic} had a place {self._phrase()}")
        self.page.end()
        return {"id": one.id, "by": [world.ministry(code)], "stance": "denied", "topics": one.topics[-1:],
                "spans": [shown]}

    def _statement(self) -> Fields:
        one, chance = self.story, self.chance
        party = chance.choice(one.parties)
        unnamed = chance.random() < 0.3
        speaker = world.handle(party, one.number % world.HANDLES) if unnamed else one.heads[party]
        self._use("people", speaker)
        said = self.report.published - timedelta(chance.randrange(2))
        topic = one.topics[(one.number + said.day) % 2]
        name = f"an official of {COUNTRIES[party]}" if unnamed else world.title(speaker[:-3])
        shown = self.page.quote(name, f"We take {TOPICS[topic]} as seriously as ever {self._phrase()}")
        self.page.end()
        place = (one.number + said.toordinal() + ord(party[1])) % len(SUMMARIES)
        return {"id": f"{speaker}-{one.number}-{said}", "speakers": [speaker],
                "channel": "background-briefing" if unnamed else "press-conference", "wording": "direct",
                "date": str(said), "about": [one.id],
                "act": ["explain", "urge", "commit", "assess"][said.day % 4], "topics": [topic],
                "summary": SUMMARIES[place].format(city=world.city(one.city)[1], topic=TOPICS[topic]),
                "inferred": ["channel", "date", "about"], "spans": [shown]}

    def _outcome(self, party: str) -> Fields:
        one = self.story
        topic = one.topics[CODES.index(party) % 2]
        denied = self.held and self.chance.random() < 0.05
        stage = "denied" if denied else "claimed" if self.held else "expected"
        verb = {"denied": "promised nothing", "claimed": "promised to report", "expected": "means to report"}[stage]
        shown = self.page.say(f"For {COUNTRIES[party]}, its ministry {verb} on {TOPICS[topic]} {self._phrase()}")
        self._use("organizations", world.ministry(party))
        return {"id": f"{one.id}.{party.lower()}-{topic}", "meeting": one.id, "by": [world.ministry(party)],
                "kind": "commitment", "stage": stage, "actors": [party], "topics": [topic],
                "summary": f"To tell the other sides what becomes of {TOPICS[topic]} at home.", "spans": [shown]}

    def _phrase(self) -> str:
        """Words that make a sentence unlike those of other papers."""
        draw = self.chance.random
        number = int(draw() * len(PHRASES) ** 2)
        return f"{PHRASES[number // len(PHRASES)]} and {PHRASES[number % len(PHRASES)]}"

    def _fill(self, sentences: int) -> None:
        for _ in range(sentences):
            self.page.fill(FILLER[int(self.chance.random() * len(FILLER))])
        self.page.end()
