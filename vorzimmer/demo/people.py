"""The invented people of the agency, and the names, streets and numbers from which callers are made."""

from dataclasses import dataclass

from vorzimmer.customers.actions import StaffEntry
from vorzimmer.demo.casting import TeamName
from vorzimmer.domain.roles import Role

AGENCY = "Sekretariat Lindenhof"
DOMAIN = "lindenhof.example"
PASSWORD = "drei-mal-klingeln"  # noqa: S105  (it opens nothing but the demo, and is printed at every start)


@dataclass(frozen=True, slots=True, kw_only=True)
class Employee:
    """Somebody of the agency. `played`: the program answers for this operator, unless somebody wants to be alone."""

    entry: StaffEntry
    teams: tuple[TeamName, ...] = ()
    played: bool = False


def _employee(login: str, name: str, role: Role) -> Employee:
    return Employee(entry=StaffEntry(email=f"{login}@{DOMAIN}", name=name, role=role))


def _operator(login: str, name: str, extension: str, *teams: TeamName, played: bool = False) -> Employee:
    entry = StaffEntry(email=f"{login}@{DOMAIN}", name=name, role=Role.OPERATOR, extension=extension)
    return Employee(entry=entry, teams=teams, played=played)


STAFF = (
    _employee("klara", "Klara Lindner", Role.OWNER),
    _operator("olga", "Olga Weber", "11", TeamName.OFFICES),
    _operator("paul", "Paul Reimers", "12", TeamName.TRADES),
    _operator("nina", "Nina Hartwig", "13", TeamName.OFFICES, TeamName.TRADES, played=True),
    _operator("jonas", "Jonas Brandt", "14", TeamName.OFFICES, TeamName.TRADES, played=True),
    _employee("bruno", "Bruno Halm", Role.ACCOUNTANT),
    _employee("dana", "Dana Krüger", Role.PRIVACY_OFFICER),
)
PLAYED = frozenset(employee.entry.email for employee in STAFF if employee.played)
"""The addresses of the operators whom the program plays."""

FIRST_NAMES = {
    "de": """
        Anke Arthur Beate Björn Cem Christa Daniel Dörte Elif Emil Esther Fabian Frieda Georg Greta Hakan Hannes Heike Ida Ines
        Jakob Jana Jutta Karl Katrin Lars Lena Lukas Mareike Mehmet Mona Nadja Norbert Oskar Pia Rainer Ruth Sven Theresa Tim Uta
        Vera Yasemin
    """,
    "en": "Alice Brian Claire Dominic Eleanor Fiona Graham Hazel Imogen Jack Kieran Lucy Martin Nora Oliver Rachel Simon Tara",
}
LAST_NAMES = {
    "de": """
        Albrecht Aydın Bachmann Behrendt Blume Brandes Claussen Damm Dreyer Eckhardt Erdem Feldmann Fink Gerlach Gottwald Haase
        Hagedorn Heinemann Ihde Jahnke Kaya Kessler Köpke Kowalski Kunze Lehnert Lorenzen Maurer Mielke Naumann Oehler Özdemir
        Pagel Pohlmann Quandt Reuter Rieck Schiller Schwabe Seidel Stahl Strauch Thomsen Uhlig Vietz Wagenknecht Wendt Wiegand
        Yılmaz Zander Zielinski
    """,
    "en": "Archer Barlow Cartwright Dunne Ellison Farrow Garrity Holloway Ingham Keating Langley Mercer Norwood Prescott Sutton",
}
"""Names by language, one after the other."""
STREETS = (
    "Ahornweg",
    "Am Kiesteich",
    "Am Mühlenteich",
    "An der Schleuse",
    "Bachstelzenweg",
    "Birkenallee",
    "Buchenweg",
    "Drosselgasse",
    "Eichenring",
    "Fliederstraße",
    "Gartenzeile",
    "Hinter den Höfen",
    "Kastanienhof",
    "Lerchenpfad",
    "Mühlendamm",
    "Schlehenweg",
    "Ulmenstraße",
    "Wiesengrund",
)
WEEKDAYS = {
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
}
MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "en": "January February March April May June July August September October November December",
}
LANDLINES = range(300, 700)
"""The last three digits of private callers' numbers in 030 23125."""
MOBILES = range(40, 90)
"""The last two digits of those in 0171 39200."""
COMPANY_LINES = range(900, 1000)
"""The last three digits of companies' numbers in 030 23125."""
