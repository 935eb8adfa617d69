"""How the office shows reminders: what is due, what was prepared and where it hangs, what became of those that left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vorzimmer.billing.reports import names_of
from vorzimmer.claims.due import DueLetter
from vorzimmer.claims.letters.words import heading
from vorzimmer.claims.models import Reminder
from vorzimmer.claims.outdated import outdated
from vorzimmer.claims.words import PROOFS
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.delivery.queries import messages_about
from vorzimmer.domain.default import Proof
from vorzimmer.domain.delivery import DeliveryState
from vorzimmer.domain.dunning import Event

UNDELIVERED = gettext_lazy("could not be delivered")


@dataclass(frozen=True, slots=True, kw_only=True)
class DueShown:
    """A letter that is due, with the name of whom it goes to."""

    letter: DueLetter

    @property
    def name(self) -> str:
        return self.letter.customer.short_name if self.letter.customer else ""

    @property
    def level(self) -> str:
        return heading(self.letter.level)

    @property
    def numbers(self) -> str:
        return ", ".join(each.document.number for each in self.letter.readings)

    @property
    def rate_problem(self) -> bool:
        """Whether a base rate is missing, so that the letter cannot demand the interest that is owed."""
        return self.letter.level is not Event.FRIENDLY_SENT and any(each.rate_problem for each in self.letter.readings)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterShown:
    """A letter that was written. `outdated` says why it is not true any more; `message` is its e-mail."""

    letter: Reminder
    name: str
    outdated: Any = ""
    message: OutboxMessage | None = None

    @property
    def level(self) -> str:
        return heading(Event(self.letter.level))

    @property
    def numbers(self) -> str:
        return ", ".join(line.document_number for line in self.letter.lines.all())

    @property
    def is_mailed(self) -> bool:
        return self.letter.channel == Reminder.Channel.EMAIL

    @property
    def is_dead(self) -> bool:
        """Whether its e-mail could not be delivered."""
        return self.message is not None and self.message.state == DeliveryState.DEAD

    @property
    def is_on_its_way(self) -> bool:
        return self.message is not None and self.message.state in {DeliveryState.WAITING, DeliveryState.LEASED}

    @property
    def state(self) -> tuple[str, str]:
        """Say in a few words where the letter is, and the tone of that."""
        letter = self.letter
        if letter.returned_on is not None:
            return _("came back"), "danger"
        if letter.sent_on is not None:
            return (_("received"), "free") if self.is_proved else (_("sent"), "accent")
        if self.outdated:
            return _("not true any more"), "danger"
        if self.is_dead:
            return str(UNDELIVERED), "danger"
        if not self.is_mailed:
            return _("to be printed"), "wait"
        return (_("on its way"), "accent") if self.is_on_its_way else (_("prepared"), "wait")

    @property
    def is_proved(self) -> bool:
        return self.letter.received_on is not None and self.letter.proof not in {"", Proof.POSTED}

    @property
    def proof(self) -> str:
        return str(PROOFS[Proof(self.letter.proof)]) if self.letter.proof else ""


def prepared_shown(letters: Sequence[Reminder], day: date) -> list[LetterShown]:
    """Show letters that have not left. As many queries for many as for one."""
    names, why = names_of(letter.customer_ref for letter in letters), outdated(letters, day)
    messages = messages_about(letter.pk for letter in letters)
    return [
        LetterShown(
            letter=letter,
            name=names.get(letter.customer_ref, ""),
            outdated=why.get(letter.pk, ""),
            message=max(messages[str(letter.pk)], key=lambda message: (message.created_at, message.key), default=None),
        )
        for letter in letters
    ]


def sent_shown(letters: Sequence[Reminder]) -> list[LetterShown]:
    """Show letters that left."""
    names = names_of(letter.customer_ref for letter in letters)
    return [LetterShown(letter=letter, name=names.get(letter.customer_ref, "")) for letter in letters]
