"""Who calls whom, and why: draws a caller and a story, and writes the note that an operator would write."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from random import Random
from uuid import UUID

from vorzimmer.calls.answers import Answer
from vorzimmer.calls.notes import NewNote
from vorzimmer.demo.casting import Firm, Rule, Story
from vorzimmer.demo.firms import FIRMS
from vorzimmer.demo.people import COMPANY_LINES, FIRST_NAMES, LANDLINES, LAST_NAMES, MOBILES, MONTHS, STREETS, WEEKDAYS
from vorzimmer.domain.days import BERLIN, berlin_date
from vorzimmer.domain.notes import Outcome, Urgency
from vorzimmer.domain.orders import InstructionKind
from vorzimmer.domain.questions import Answered, Question, check
from vorzimmer.telephony.numbers import normalise

REGULARS = 24
"""Private people who call a customer again and again."""
MOBILE_EVERY = 6
"""Every so many private callers has a mobile telephone."""
WITHHELD = 0.08
KNOWN = 0.15
ANSWERED = 0.75
"""Shares: of private callers who hide their number, of those who stand in the customer's file, of questions that get an answer."""
SATURDAY = 5
LIKELY = {Urgency.LOW: 0.8, Urgency.NORMAL: 1.2, Urgency.HIGH: 0.8, Urgency.EMERGENCY: 0.3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Somebody who calls. `number` is normalised."""

    name: str
    company: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tale:
    """One call: who, to which of the customer's numbers, why. `shows`: the number that the telephone shows, None when withheld."""

    firm: Firm
    story: Story
    caller: Caller
    called: str
    shows: str | None
    concern: str
    at: datetime


def telephone(raw: str) -> str:
    """Give the E.164 form of one of our own numbers."""
    number = normalise(raw)
    if number is None:
        raise ValueError(f"{raw} is no telephone number")
    return number


def draw(firm: Firm, chance: Random, at: datetime) -> Tale:
    """Draw a call for the customer at the moment `at`."""
    story = chance.choices(firm.stories, [LIKELY[story.urgency] for story in firm.stories])[0]
    caller = CAST.companies[story.company] if story.company else _private(firm, chance)
    hides = not story.company and chance.random() < WITHHELD
    return Tale(
        firm=firm,
        story=story,
        caller=caller,
        called=telephone(chance.choice(firm.dial_ins[:2]).number),
        shows=None if hides else caller.number,
        concern=told(story.concern, firm.language, chance, at),
        at=at,
    )


def told(concern: str, language: str, chance: Random, at: datetime) -> str:
    """Fill in the days, times, places and sums of a story."""
    clock = f"{chance.randint(8, 17)}:{chance.choice(('00', '15', '30', '45'))}"
    amount, price = chance.randint(90, 2900), chance.randrange(25, 90, 5)
    cents = chance.choice(("00", "50", "80", "95"))
    english = language == "en"
    return concern.format(
        weekday=chance.choice(WEEKDAYS[language]),
        date=_day(at + timedelta(days=chance.randint(3, 25)), language),
        past=_day(at - timedelta(days=chance.randint(6, 40)), language),
        time=clock if english else f"{clock} Uhr",
        street=f"{chance.choice(STREETS)} {chance.randint(1, 90)}",
        amount=f"€{amount:,}.{cents}" if english else f"{amount:,}".replace(",", ".") + f",{cents} Euro",
        price=f"€{price}" if english else f"{price} Euro",
        name=chance.choice(LAST_NAMES[language].split()),
    )


def _day(at: datetime, language: str) -> str:
    """Write the day of this moment in Berlin, or the Monday after a weekend, as people say it."""
    day = at.astimezone(BERLIN)
    day += timedelta(days=(7 - day.weekday()) % 7 if day.weekday() >= SATURDAY else 0)
    return f"{day.day}{' ' if language == 'en' else '. '}{MONTHS[language].split()[day.month - 1]}"


def note(  # noqa: PLR0913  (a note names many things)
    tale: Tale, call_id: UUID, people: Mapping[str, UUID], call_types: Mapping[str, UUID], chance: Random, *, put_through: bool
) -> NewNote:
    """Write the note of a call; `people` and `call_types` are the customer's by name. What was not put through is to be called back."""
    story = tale.story
    meant = story.outcome is Outcome.PUT_THROUGH
    asked = [rule for rule in tale.firm.rules if rule.kind is InstructionKind.ASK and rule.reason in {"", story.reason}]
    return NewNote(
        note_id=UUID(int=chance.getrandbits(128), version=4),
        call_id=call_id,
        concern=tale.concern,
        urgency=story.urgency,
        outcome=Outcome.CALL_BACK if meant and not put_through else story.outcome,
        person_id=people[story.person] if story.person else None,
        call_type_id=call_types.get(story.reason),
        caller_name=tale.caller.name,
        caller_company=tale.caller.company,
        callback_number=tale.caller.number,
        answers=[answer(rule, chance, tale.at) for rule in asked if chance.random() < ANSWERED],
        measures=() if meant and not put_through else story.measures,
        measures_text="" if meant and not put_through else story.measures_text,
    )


def answer(rule: Rule, chance: Random, at: datetime) -> Answer:
    """Let a caller answer a question. Raises ValueError for an answer that an operator could not have saved."""
    question = Question(id="", kind=rule.answer_kind, label=rule.text, choices=tuple(rule.choices))
    read = check(question, chance.choice(rule.answers or rule.choices), today=berlin_date(at))
    if isinstance(read, Answered):
        return Answer(question=rule.text, answer=read.value, kind=rule.answer_kind)
    raise ValueError(f"{rule.text}: {read}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """All callers: the private ones by customer number, the companies by name."""

    regulars: Mapping[str, Sequence[Caller]]
    known: Mapping[str, Sequence[Caller]]
    companies: Mapping[str, Caller]


def _private(firm: Firm, chance: Random) -> Caller:
    known = CAST.known[firm.number]
    return chance.choice(known if known and chance.random() < KNOWN else CAST.regulars[firm.number])


def _make_cast() -> Cast:
    chance = Random(23125)  # noqa: S311  (the same invented people in every demo)
    landlines, mobiles, companies = iter(LANDLINES), iter(MOBILES), iter(COMPANY_LINES)
    names = {language: _names(language, chance) for language in FIRST_NAMES}
    regulars: dict[str, list[Caller]] = {}
    known: dict[str, list[Caller]] = {}
    firms: dict[str, Caller] = {}
    for firm in FIRMS:
        file = [Caller(name=entry.name, company=entry.company, number=telephone(entry.number)) for entry in firm.callers]
        known[firm.number] = [caller for caller in file if not caller.company]
        firms |= {caller.company: caller for caller in file if caller.company}
        numbers = (f"0171 39200 {next(mobiles)}" if turn % MOBILE_EVERY == 0 else f"030 23125 {next(landlines)}" for turn in count())
        regulars[firm.number] = [
            Caller(name=next(names[firm.language]), company="", number=telephone(next(numbers))) for _ in range(REGULARS)
        ]
    for firm in FIRMS:
        for story in firm.stories:
            if story.company and story.company not in firms:
                number = telephone(f"030 23125 {next(companies)}")
                firms[story.company] = Caller(name=next(names[firm.language]), company=story.company, number=number)
    return Cast(regulars=regulars, known=known, companies=firms)


def _names(language: str, chance: Random) -> Iterator[str]:
    """Give first and last names, none twice."""
    whole = [f"{first} {last}" for first in FIRST_NAMES[language].split() for last in LAST_NAMES[language].split()]
    chance.shuffle(whole)
    return iter(whole)


CAST = _make_cast()
