"""Reading a CSV of customers: whatever a spreadsheet writes becomes rows, and every bad cell is named by line and column.

Nothing is written here, and the database is not asked: what is known already comes in as `Known`. `actions/importing.py` does the rest.
"""

import csv
import io
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext as _

from vorzimmer.customers.columns import BETWEEN_NUMBERS, COLUMNS, Column, folded
from vorzimmer.customers.models import LANGUAGES, SECRET_TRADES, Customer, Greeting, Land, Team, Trade
from vorzimmer.domain import master_data
from vorzimmer.telephony.numbers import normalise

MOST_ROWS = 5_000
MOST_BYTES = 5_000_000
SHORT = 40
"""Characters of a short name that is made from the name."""
SEEN = 40
"""Characters of a bad cell that are shown."""
YES = frozenset({"yes", "y", "ja", "j", "true", "wahr", "1", "x"})
NO = frozenset({"no", "n", "nein", "false", "falsch", "0"})
COUNTRIES = {
    **dict.fromkeys(("d", "deutschland", "germany"), "DE"),
    **dict.fromkeys(("a", "österreich", "oesterreich", "austria"), "AT"),
    **dict.fromkeys(("schweiz", "switzerland"), "CH"),
}
Item = TypeVar("Item")


class Unreadable(Exception):
    """The file as a whole is no table of customers; the message says what would be one."""


class Wrong(Exception):
    """A cell says what cannot be; the message says what can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong in a cell (`column`) or in a line as a whole. `value` is what stands there, cut short."""

    line: int
    text: str
    column: Column | None = None
    value: str = ""

    @property
    def heading(self) -> str:
        return str(COLUMNS[self.column].heading) if self.column else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the file as it stands there; `number` is where it begins."""

    number: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The file as a table. `columns` has None where a heading is not understood; `unknown` are those headings."""

    columns: Sequence[Column | None]
    unknown: Sequence[str]
    lines: Sequence[Line]
    broken: Sequence[Problem] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is there already: teams by folded name, customers by number, number by folded name, countries, who has which dial-in."""

    teams: Mapping[str, Team]
    ids: Mapping[str, UUID]
    countries: Mapping[UUID, str]
    names: Mapping[str, str]
    dial_ins: Mapping[str, UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A good line: what it says about a customer. Blank cells say nothing. `customer` is whom it is about, None for a new one."""

    line: int
    values: Mapping[Column, Any]
    customer: UUID | None = None


@dataclass(slots=True, kw_only=True)
class Checked:
    """What a file would do: good lines, and all problems."""

    sheet: Sheet
    drafts: list[Draft] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


# --- the file ----------------------------------------------------------------------------------------------------------


def read(data: bytes) -> Sheet:
    """Read a file as spreadsheets write it: UTF-8, UTF-16 or Windows-1252; semicolons, commas or tabs. Raises Unreadable."""
    text = _decoded(data)
    sheets = [sheet for delimiter in ";,\t" if (sheet := _table(text, delimiter)) is not None]
    best = max(sheets, key=lambda sheet: sum(column is not None for column in sheet.columns), default=None)
    if best is None:
        raise Unreadable(_("The file is empty. Its first line names the columns, each further line is a customer."))
    if Column.NAME not in best.columns:
        raise Unreadable(
            _("There is no column “%(name)s”. The first line must name the columns; the template shows how.")
            % {"name": COLUMNS[Column.NAME].heading}
        )
    twice = next((column for column in best.columns if column and best.columns.count(column) > 1), None)
    if twice:
        raise Unreadable(_("The column “%(name)s” is there twice. Leave one of them out.") % {"name": COLUMNS[twice].heading})
    if not best.lines:
        raise Unreadable(_("Below the line with the names of the columns there is nothing."))
    if len(best.lines) > MOST_ROWS:
        raise Unreadable(
            _("The file has %(count)d customers; at most %(most)d can be imported at once. Divide it.")
            % {"count": len(best.lines), "most": MOST_ROWS}
        )
    return best


def _decoded(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise Unreadable(_("The file is larger than %(most)d MB. Divide it.") % {"most": MOST_BYTES // 1_000_000})
    if data.startswith(b"PK"):
        raise Unreadable(_("This is a workbook, not a CSV. Save it as “CSV UTF-8” and choose that file."))
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(_("This is no text. Save the table as “CSV UTF-8” and choose that file."))


def _table(text: str, delimiter: str) -> Sheet | None:
    """Read the text with this delimiter; None without a first line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[Line] = []
    broken: list[Problem] = []
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                lines.append(Line(number=start, cells=cells))
            start = reader.line_num + 1
    except csv.Error:
        broken.append(Problem(line=start, text=_("The quotation marks do not fit. A mark inside of a cell is written twice.")))
    if not lines:
        return None
    understood = _headings()
    headings = [heading.strip() for heading in lines[0].cells]
    columns = [understood.get(folded(heading)) for heading in headings]
    unknown = [heading for heading, column in zip(headings, columns, strict=True) if heading and column is None]
    return Sheet(columns=columns, unknown=unknown, lines=lines[1:], broken=broken)


@cache
def _headings() -> dict[str, Column]:
    """Give the column of every heading that is understood: the listed ones, and those of the templates in all languages."""
    found = {folded(name): column for column, about in COLUMNS.items() for name in about.also}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {folded(str(about.heading)): column for column, about in COLUMNS.items()}
    return found


# --- the lines ---------------------------------------------------------------------------------------------------------


def check(sheet: Sheet, known: Known) -> Checked:
    """Look at every cell of every line. A line is good when all of its cells are, also beside the other lines and what is known."""
    checked = Checked(sheet=sheet, problems=list(sheet.broken))
    readers = _readers(known)
    taken: dict[tuple[Column, str], int] = {}
    for line in sheet.lines:
        values, problems = _values(sheet, line, readers)
        draft = Draft(line=line.number, values=values, customer=known.ids.get(values.get(Column.NUMBER, "")))
        unread = {problem.column for problem in problems}
        problems += [problem for problem in _contradictions(draft, known) if problem.column not in unread]
        problems += _doubles(draft, taken)
        checked.problems += problems
        if not problems:
            checked.drafts.append(_completed(draft, known))
    checked.problems.sort(key=lambda problem: (problem.line, list(Column).index(problem.column) if problem.column else -1))
    return checked


def _values(sheet: Sheet, line: Line, readers: Mapping[Column, Callable[[str], Any]]) -> tuple[dict[Column, Any], list[Problem]]:
    """Read the cells of a line."""
    values: dict[Column, Any] = {}
    problems: list[Problem] = []
    surplus = [cell for cell in line.cells[len(sheet.columns) :] if cell.strip()]
    if surplus:
        problems.append(
            Problem(line=line.number, text=_("There are more cells than columns. Put a text with separators in quotation marks."))
        )
    for column, cell in zip(sheet.columns, line.cells, strict=False):
        text = _bare(cell)
        if column is None or not text:
            continue
        try:
            values[column] = readers[column](text)
        except Wrong as wrong:
            problems.append(Problem(line=line.number, column=column, text=str(wrong), value=text[:SEEN]))
    return values, problems


def _bare(cell: str) -> str:
    """Take off what spreadsheets put around: blanks, and the mark that keeps a text from being a formula."""
    text = " ".join(cell.split())
    return text[1:] if text.startswith("'") and text[1:2] in "=+-@" else text


def _contradictions(draft: Draft, known: Known) -> list[Problem]:
    """Say what does not fit to each other, or to what is there already."""
    found = []
    values = draft.values
    name = values.get(Column.NAME, "")

    def wrong(column: Column, text: str, value: str = "") -> None:
        found.append(Problem(line=draft.line, column=column, text=text, value=value))

    if not name and draft.customer is None:
        wrong(Column.NAME, _("Every customer needs a name."))
    if Column.NUMBER not in values and folded(name) in known.names:
        number = known.names[folded(name)]
        text = _("A customer of this name is there with the number %(number)s. Enter it to change that one.")
        wrong(Column.NUMBER, text % {"number": number})
    if Column.TEAM not in values and draft.customer is None and len(known.teams) != 1:
        wrong(Column.TEAM, _("Say which team answers: %(teams)s.") % {"teams": _listed(team.name for team in known.teams.values())})
    code = _country_of(draft, known)
    if Column.POSTCODE in values and master_data.postcode(values[Column.POSTCODE], code) is None:
        text = _("This is no postcode of %(country)s. Write it like 30159 in Germany, 1010 in Austria, 8001 in Switzerland.")
        wrong(Column.POSTCODE, text % {"country": code}, values[Column.POSTCODE])
    for number in values.get(Column.DIAL_INS, ()):
        if known.dial_ins.get(number, draft.customer) != draft.customer:
            wrong(Column.DIAL_INS, _("This number leads to another customer already."), number)
    return found


def _doubles(draft: Draft, taken: dict[tuple[Column, str], int]) -> list[Problem]:
    """Say what an earlier line has said already."""
    values = draft.values
    unique = [(Column.DIAL_INS, number) for number in values.get(Column.DIAL_INS, ())]
    if Column.NUMBER in values:
        unique.append((Column.NUMBER, values[Column.NUMBER]))
    elif Column.NAME in values:
        unique.append((Column.NAME, folded(values[Column.NAME])))
    found = []
    for column, value in unique:
        first = taken.setdefault((column, value), draft.line)
        if first != draft.line:
            text = _("This stands in line %(line)d already.") % {"line": first}
            found.append(Problem(line=draft.line, column=column, text=text, value=value[:SEEN]))
    return found


def _completed(draft: Draft, known: Known) -> Draft:
    """Fill in what follows from the rest: for a new customer short name and team, for anybody the form of the postcode."""
    values = dict(draft.values)
    if Column.POSTCODE in values:
        values[Column.POSTCODE] = master_data.postcode(values[Column.POSTCODE], _country_of(draft, known))
    if draft.customer is None:
        values.setdefault(Column.SHORT_NAME, values[Column.NAME][:SHORT].strip())
        values.setdefault(Column.TEAM, next(iter(known.teams.values())))
    return replace(draft, values=values)


def _country_of(draft: Draft, known: Known) -> str:
    """Say in which country the customer is: by this line, else by what is known, else in Germany."""
    at_home = known.countries.get(draft.customer, "DE") if draft.customer else "DE"
    return str(draft.values.get(Column.COUNTRY, at_home))


def secret(values: Mapping[Column, Any]) -> bool:
    """Whether the line names a trade that §203 StGB binds to secrecy."""
    return values.get(Column.TRADE) in SECRET_TRADES


# --- the cells ---------------------------------------------------------------------------------------------------------


def _readers(known: Known) -> dict[Column, Callable[[str], Any]]:
    """Give what reads a cell of each column."""
    texts = {column: _text(_longest(Customer, column.value)) for column in Column if column.value in _FIELDS}
    trades, lands, languages = _choices(Trade), _choices(Land), _words(dict(LANGUAGES))
    return texts | {
        Column.EMAIL: _email,
        Column.PHONE: _number,
        Column.COUNTRY: _country,
        Column.LAND: lambda text: _chosen(text, lands, Land.labels),
        Column.TRADE: lambda text: _chosen(text, trades, Trade.labels),
        Column.IS_CONSUMER: _yes_or_no,
        Column.VAT_ID: _vat_id,
        Column.TEAM: lambda text: _chosen(text, known.teams, [team.name for team in known.teams.values()]),
        Column.LANGUAGE: lambda text: _chosen(text, languages, [str(name) for _code, name in LANGUAGES]),
        Column.DIAL_INS: _numbers,
        Column.GREETING: _text(_longest(Greeting, "text")),
    }


_FIELDS = {field.name for field in Customer._meta.concrete_fields}


def _longest(model: Any, name: str) -> int:
    return model._meta.get_field(name).max_length or MOST_BYTES


def _text(longest: int) -> Callable[[str], str]:
    def read_text(text: str) -> str:
        if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in text):
            raise Wrong(_("There is a character in it that is no letter. Write the text anew."))
        if len(text) > longest:
            raise Wrong(_("This has %(count)d characters; there is room for %(most)d.") % {"count": len(text), "most": longest})
        return text

    return read_text


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise Wrong(_("This is no e-mail address. Write it like name@example.org.")) from None
    return _text(_longest(Customer, "email"))(text)


def _number(text: str) -> str:
    number = normalise(text)
    if number is None or not number.startswith("+"):
        raise Wrong(_("This is no telephone number with area code. Write it like 030 23125001 or +49 30 23125001."))
    return number


def _numbers(text: str) -> tuple[str, ...]:
    numbers = [_number(part) for part in text.split(BETWEEN_NUMBERS) if part.strip()]
    return tuple(dict.fromkeys(numbers))


def _country(text: str) -> str:
    code = COUNTRIES.get(text.casefold()) or master_data.country(text)
    if code is None:
        raise Wrong(_("This is no country. Write its two letters: DE, AT, CH …"))
    return code


def _vat_id(text: str) -> str:
    spelled = master_data.vat_id(text)
    if spelled is None:
        raise Wrong(_("This is no VAT id. Write it like DE123456789: two letters for the country, then the number."))
    return spelled


def _yes_or_no(text: str) -> bool:
    if text.casefold() in YES | NO:
        return text.casefold() in YES
    raise Wrong(_("Write yes or no."))


def _choices(kind: type[TextChoices]) -> dict[str, str]:
    return _words(dict(kind.choices))


def _words(names: Mapping[str, Any]) -> dict[str, str]:
    """Give the code of each word that may stand for it: the code itself, and its name in all languages."""
    found = {folded(code): code for code in names}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {folded(str(name)): code for code, name in names.items()}
    return found


def _chosen(text: str, words: Mapping[str, Item], names: Sequence[Any]) -> Item:
    try:
        return words[folded(text)]
    except KeyError:
        raise Wrong(_("Unknown. One of these is right: %(names)s.") % {"names": _listed(names)}) from None


def _listed(names: Any) -> str:
    return ", ".join(str(name) for name in names)
