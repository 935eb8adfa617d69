"""The daily job: claims follow the account, and reminders go out by themselves where the agency wants that."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time

from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.claims.actions.following import follow
from vorzimmer.claims.actions.leaving import note_all_left
from vorzimmer.claims.actions.reminding import take_back_outdated, write_and_send
from vorzimmer.claims.due import Due, DueLetter, due_letters
from vorzimmer.claims.models import Practice, Reminder
from vorzimmer.domain.days import berlin, berlin_date

log = logging.getLogger(__name__)

EARLIEST = time(8)
"""On a clock in Berlin. Nobody finds a reminder at night."""


@dataclass(slots=True, kw_only=True)
class Sent:
    """What became of letters that were due: those that were written, and for the others why not."""

    letters: list[Reminder] = field(default_factory=list)
    refused: list[tuple[DueLetter, ValidationError]] = field(default_factory=list)

    @property
    def mailed(self) -> int:
        return sum(letter.channel == Reminder.Channel.EMAIL for letter in self.letters)

    @property
    def to_print(self) -> int:
        return len(self.letters) - self.mailed


def run_reminders(at: datetime) -> Sent:
    """Do what the day asks for. Doing it again, at any time and after a process was killed anywhere, changes nothing twice.

    Letters go out from the Berlin morning on, and on working days (the rules say so); those without an e-mail address wait to be printed.
    """
    follow(at)
    note_all_left(at)
    take_back_outdated(at)
    if not Practice.current().sends_by_itself or berlin(at).time() < EARLIEST:
        return Sent()
    return send_all(due_letters(berlin_date(at)).letters, at, by=None)


def send_all(letters: Iterable[DueLetter], at: datetime, *, by: User | None) -> Sent:
    """Write and send letters, each in a transaction of its own: one that is refused keeps no other one back."""
    done = Sent()
    for letter in letters:
        try:
            done.letters.append(write_and_send(letter, at, by=by))
        except ValidationError as problem:
            done.refused.append((letter, problem))
            log.warning("a reminder to customer %s was refused", letter.customer_number)
        except OperationalError:
            raise  # of the database: it passes, and the next run goes on
        except Exception as error:  # noqa: BLE001  (whatever is wrong with one letter; its words may quote what it was given)
            done.refused.append((letter, ValidationError(_("The letter could not be written. Please tell whoever runs the program."))))
            log.error("a reminder to customer %s failed: %s", letter.customer_number, type(error).__name__)  # noqa: TRY400  (as above)
    return done


def send_chosen(codes: Iterable[str], at: datetime, *, by: User) -> Sent:
    """Send those of the letters due today that somebody chose; one that is not due any more is passed over."""
    wanted = set(codes)
    due: Due = due_letters(berlin_date(at))
    return send_all([letter for letter in due.letters if letter.code in wanted], at, by=by)
