"""What a form says about a customer, as somebody wrote it; the deeds check it."""

from dataclasses import dataclass
from datetime import date, datetime, time

from vorzimmer.customers.models import Availability, CallType, Channel, KnownCaller, Land, Option, Person, Rota, Tariff, Team
from vorzimmer.domain.hours import ClosureReason, HolidayRule
from vorzimmer.domain.orders import InstructionKind
from vorzimmer.domain.questions import QuestionKind
from vorzimmer.domain.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerEntry:
    """The head of a file. A blank number becomes the next free one, no colour the one that is used least."""

    name: str
    short_name: str
    team: Team
    number: str = ""
    pronunciation: str = ""
    city: str = ""
    trade: str = "other"
    secrecy: bool = False
    language: str = "de"
    colour: int | None = None
    contact_person: str = ""
    email: str = ""
    phone: str = ""
    street: str = ""
    postcode: str = ""
    country: str = "DE"
    land: str = Land.BE.value
    is_consumer: bool = False
    vat_id: str = ""
    reviews: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DialInEntry:
    """A number as somebody writes it; `extensions` are the digits that extensions behind it have at most, 0 for none."""

    number: str
    label: str = ""
    extensions: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationEntry:
    """A place, and how one gets there."""

    name: str
    address: str = ""
    directions: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GreetingEntry:
    """A sentence and its part of the week (Berlin wall clock); without times the whole day."""

    text: str
    weekdays: str = "0123456"
    start: time | None = None
    end: time | None = None
    on_holidays: str = HolidayRule.AS_USUAL.value


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEntry:
    """Somebody whom callers ask for."""

    name: str
    function: str = ""
    pronunciation: str = ""
    availability: str = Availability.AVAILABLE.value
    available_again_at: datetime | None = None
    transfer_number: str = ""
    may_transfer: bool = False
    transfer_when: tuple[str, ...] = (Availability.AVAILABLE.value,)


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceEntry:
    """From when to when somebody is not there (the end is out), who stands in, and what callers are told."""

    start: datetime
    end: datetime
    whole_days: bool = True
    deputy: Person | None = None
    say: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTypeEntry:
    """A kind of call, and what is done with it."""

    name: str
    urgency: int = 2
    measures: tuple[str, ...] = ()
    put_through_to: Person | None = None
    rota: Rota | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionEntry:
    """What operators do, never do, or ask; `person` and `call_type` narrow it, `answer_kind` and `choices` belong to questions."""

    text: str
    kind: str = InstructionKind.DO.value
    subject: str = ""
    person: Person | None = None
    call_type: CallType | None = None
    weekdays: str = "0123456"
    start: time | None = None
    end: time | None = None
    on_holidays: str = HolidayRule.AS_USUAL.value
    answer_kind: str = QuestionKind.TEXT.value
    required: bool = False
    choices: tuple[str, ...] = ()
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    set_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqEntryEntry:
    """A question of callers, and the answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHourEntry:
    """A part of the week in which somebody is there."""

    weekdays: str = "01234"
    start: time | None = None
    end: time | None = None
    on_holidays: str = HolidayRule.NOT.value


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureEntry:
    """Whole days on which it is closed."""

    first_day: date
    last_day: date
    reason: str = ClosureReason.OTHER.value


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelEntry:
    """Where notes are told. `full_confirmed`: somebody takes the responsibility for whole notes of a customer bound to secrecy."""

    address: str
    kind: str = Channel.Kind.EMAIL.value
    detail: str = Channel.Detail.HINT.value
    person: Person | None = None
    least_urgency: int = 1
    language: str = "de"
    active: bool = True
    full_confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerEntry:
    """Somebody whom the customer has named to us."""

    number: str
    name: str
    company: str = ""
    hint: str = ""
    treatment: str = KnownCaller.Treatment.USUAL.value
    put_through_to: Person | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffEntry:
    """Somebody who works for the agency."""

    email: str
    name: str
    role: Role
    language: str = "de"
    extension: str = ""
    teams: tuple[Team, ...] = ()
    secrecy_signed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessEntry:
    """Somebody of a customer who signs in to the portal."""

    email: str
    name: str
    role: Role = Role.CUSTOMER_USER
    language: str = "de"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractEntry:
    """What somebody chose: a tariff, and options beside it."""

    tariff: Tariff
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BankEntry:
    """Where to draw from, as somebody wrote it. `text` is the version of the mandate; signed on no day means today."""

    iban: str
    holder: str
    text: str
    signed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferEntry:
    """A tariff or an option as the agency offers it. Cents are net, a month; the terms belong to tariffs only."""

    code: str
    name_de: str
    name_en: str
    summary_de: str = ""
    summary_en: str = ""
    monthly_cents: int = 0
    public: bool = True
    minimum_months: int = 1
    notice_length: int = 2
    notice_unit: str = Tariff.Unit.WEEKS.value
    notice_to: str = Tariff.To.END_OF_MONTH.value
    renews_months: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentEntry:
    """Somebody signs up. `accepted` holds the kinds of the documents whose boxes were ticked, `language` the one they were read in."""

    name: str
    contact_person: str
    email: str
    phone: str
    password: str
    street: str
    postcode: str
    city: str
    contract: ContractEntry
    accepted: frozenset[str]
    trade: str = "other"
    land: str = Land.BE.value
    is_consumer: bool = False
    vat_id: str = ""
    iban: str = ""
    holder: str = ""
    by_debit: bool = True
    sms_number: str = ""
    detail: str = Channel.Detail.HINT.value
    language: str = "de"
