"""What can be done with a claim: what is asked, what will happen is said before, and what has happened afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vorzimmer.accounts.models import User
from vorzimmer.claims import policy
from vorzimmer.claims.actions.costs import book_costs, costs_to_book
from vorzimmer.claims.actions.deciding import Received, decide, enter_agreed_day, enter_receipt, give_up
from vorzimmer.claims.actions.pausing import NewPause, pause
from vorzimmer.claims.models import Claim
from vorzimmer.claims.reading import Reading
from vorzimmer.claims.words import PROOFS, REASONS
from vorzimmer.customers.actions.writing import written_day
from vorzimmer.customers.wording import money
from vorzimmer.domain.answers import Allowed
from vorzimmer.domain.default import Proof, received_on
from vorzimmer.domain.dunning import Event
from vorzimmer.domain.dunning_pauses import PauseKind
from vorzimmer.office import claim_forms

Said = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimDeed:
    """A deed on a claim. `possible` says whether it makes sense now; `why_not` says why it does not."""

    slug: str
    title: Any
    action: Any
    icon: str
    form: type[forms.Form]
    says: Callable[[Reading], str]
    do: Callable[[Claim, Said, datetime, User], str]
    possible: Callable[[Reading], bool] = lambda found: not found.standing.is_closed
    why_not: Callable[[Reading], str] = lambda _found: _("The claim is closed.")
    initial: Callable[[Reading], Said] = lambda _found: {}
    tone: str = "primary"

    @property
    def name(self) -> str:
        """The name of its address."""
        return f"claim-{self.slug}"


# --- when it can be done -------------------------------------------------------------------------------------------------


def _may_pause(kind: PauseKind) -> Callable[[Reading], bool]:
    def possible(found: Reading) -> bool:
        rests = any(each.kind is kind and each.is_in_force(found.day, found.holidays) for each in found.facts.pauses)
        return not found.standing.is_closed and not rests

    return possible


def _why_no_pause(found: Reading) -> str:
    return _("The claim is closed.") if found.standing.is_closed else _("The claim rests for this reason already.")


def _decision(found: Reading) -> Any:
    return next(option.answer for option in found.next.options if option.event is Event.DEFAULT_KNOWN)


def _may_book(found: Reading) -> bool:
    return found.rate_problem is None and bool(costs_to_book(found).total)


def _why_not_book(found: Reading) -> str:
    if found.rate_problem is not None:
        return _("A base rate is not confirmed. Confirm it first; then the interest can be said.")
    if found.default_since is None:
        return _("The customer is not in default yet: neither interest nor the lump sum is owed.")
    return _("All that is owed until today stands on the account already.")


# --- what is said before -------------------------------------------------------------------------------------------------


def _pause_says(found: Reading) -> str:  # noqa: ARG001  (all are asked the same way)
    return _("From today on nothing is sent and nothing is decided. Interest goes on, and so do the terms of the court and of limitation.")


def _promise_says(found: Reading) -> str:
    return _(
        "Nothing is sent until this day. If %(open)s is not paid by then, the claim goes on by itself from the next working day. "
        "A payment order that may lapse is still carried on."
    ) % {"open": money(found.open)}


def _insolvency_says(found: Reading) -> str:
    return _(
        "Nothing is sent and nothing goes out to collectors, bureaus or the court until you end the pause: a creditor may not go on by "
        "himself (InsO §§87, 89). Ask your lawyer to file the claim of %(open)s with the administrator in time."
    ) % {"open": money(found.open)}


def _decide_says(found: Reading) -> str:
    said = _(
        "It is recorded that the customer is in default %(default)s, and that the claim goes on. Nothing goes out by that: "
        "after it you choose collector, lawyer, payment order or giving up, and each of them asks again."
    )
    return said % {"default": _("since %(day)s") % {"day": written_day(found.default_since)} if found.default_since else ""}


def _give_up_says(found: Reading) -> str:
    return _(
        "%(open)s is owed no more, and the claim is closed. The customer gets no letter; it stands on his account in the portal. "
        "The tax in it is corrected in the month of today; your tax adviser confirms when a claim counts as lost. "
        "Interest and lump sum that were booked stay on the account until you write them off there."
    ) % {"open": money(found.open)}


def _costs_say(found: Reading) -> str:
    costs = costs_to_book(found)
    said = _(
        "Interest until today, %(interest)s, and the lump sum, %(lump_sum)s, come onto the customer’s account, due at once. They are "
        "damages and no consideration: no tax is in them, and no invoice is made. What was booked before is not booked again; "
        "interest grows further from tomorrow on."
    )
    return said % {"interest": money(costs.interest), "lump_sum": money(costs.lump_sum)}


def _agreed_says(found: Reading) -> str:  # noqa: ARG001  (all are asked the same way)
    return _(
        "If the contract itself names the day of payment, the customer is in default without a reminder (BGB §286(2) no. 1). "
        "Default, interest and the next step are computed anew with it."
    )


def _receipt_says(found: Reading) -> str:
    receipt = found.default_facts.invoice
    known = received_on(receipt, policy.numbers())
    said = _("The 30 days of BGB §286(3) count from the receipt of the invoice. Default, interest and the next step are computed anew.")
    if known is None:
        return said + " " + _("Now nobody knows when it arrived.")
    return said + " " + _("Now counts: %(day)s, %(proof)s.") % {"day": written_day(known), "proof": PROOFS[receipt.proof]}


# --- what is done --------------------------------------------------------------------------------------------------------


def _rest(kind: PauseKind) -> Callable[[Claim, Said, datetime, User], str]:
    def do(claim: Claim, said: Said, at: datetime, by: User) -> str:
        new = NewPause(kind=kind, until=said.get("until"), review_on=said.get("review_on"), reference=said.get("reference", ""))
        pause(claim, new, at, by=by)
        return _("The claim rests.")

    return do


def _decide(claim: Claim, said: Said, at: datetime, by: User) -> str:  # noqa: ARG001  (all are done the same way)
    decide(claim, at, by=by)
    return _("Recorded. Choose how the claim goes on.")


def _give_up(claim: Claim, said: Said, at: datetime, by: User) -> str:
    give_up(claim, said["reason"], at, by=by)
    return _("The claim is written off.")


def _book(claim: Claim, said: Said, at: datetime, by: User) -> str:  # noqa: ARG001  (as above)
    made = book_costs(claim, at, by=by)
    return _("%(cents)s is on the account now.") % {"cents": money(sum(entry.amount for entry in made))}


def _agree(claim: Claim, said: Said, at: datetime, by: User) -> str:  # noqa: ARG001  (as above)
    enter_agreed_day(claim, said["agreed_on"], at)
    return _("Saved.")


def _receive(claim: Claim, said: Said, at: datetime, by: User) -> str:  # noqa: ARG001  (as above)
    enter_receipt(claim, Received(on=said["received_on"], proof=Proof(said["proof"])), at)
    return _("Saved.")


DEEDS = (
    ClaimDeed(
        slug="decide",
        title=gettext_lazy("Decide that the claim goes on"),
        action=gettext_lazy("Record the decision"),
        icon="checks",
        form=forms.Form,
        says=_decide_says,
        do=_decide,
        possible=lambda found: isinstance(_decision(found), Allowed),
        why_not=lambda found: capfirst(REASONS[_decision(found).reason]) + ".",
    ),
    ClaimDeed(
        slug="promise",
        title=gettext_lazy("The customer promises to pay"),
        action=gettext_lazy("Note the promise"),
        icon="calendar",
        form=claim_forms.PromiseForm,
        says=_promise_says,
        do=_rest(PauseKind.PROMISE),
        possible=_may_pause(PauseKind.PROMISE),
        why_not=_why_no_pause,
    ),
    ClaimDeed(
        slug="pause",
        title=gettext_lazy("Let the claim rest"),
        action=gettext_lazy("Let it rest"),
        icon="player-pause",
        form=claim_forms.PauseForm,
        says=_pause_says,
        do=_rest(PauseKind.BY_HAND),
        possible=_may_pause(PauseKind.BY_HAND),
        why_not=_why_no_pause,
    ),
    ClaimDeed(
        slug="insolvency",
        title=gettext_lazy("The customer is insolvent"),
        action=gettext_lazy("Stop for insolvency"),
        icon="ban",
        form=claim_forms.InsolvencyForm,
        says=_insolvency_says,
        do=_rest(PauseKind.INSOLVENCY),
        possible=_may_pause(PauseKind.INSOLVENCY),
        why_not=_why_no_pause,
    ),
    ClaimDeed(
        slug="costs",
        title=gettext_lazy("Book interest and lump sum"),
        action=gettext_lazy("Book them"),
        icon="currency-euro",
        form=forms.Form,
        says=_costs_say,
        do=_book,
        possible=_may_book,
        why_not=_why_not_book,
    ),
    ClaimDeed(
        slug="receipt",
        title=gettext_lazy("When did the invoice arrive?"),
        action=gettext_lazy("Save"),
        icon="mail-check",
        form=claim_forms.ReceiptForm,
        says=_receipt_says,
        do=_receive,
        initial=lambda found: {"received_on": found.claim.received_on, "proof": found.claim.proof or Proof.DELIVERED.value},
    ),
    ClaimDeed(
        slug="agreed-day",
        title=gettext_lazy("Does the contract name the day of payment?"),
        action=gettext_lazy("Save"),
        icon="file-text",
        form=claim_forms.AgreedForm,
        says=_agreed_says,
        do=_agree,
        initial=lambda found: {"agreed_on": found.claim.agreed_on},
    ),
    ClaimDeed(
        slug="write-off",
        title=gettext_lazy("Give the claim up?"),
        action=gettext_lazy("Write off"),
        icon="minus",
        form=claim_forms.GiveUpForm,
        says=_give_up_says,
        do=_give_up,
        possible=lambda found: not found.standing.is_closed and found.open > 0,
        why_not=lambda found: _("The claim is closed.") if found.standing.is_closed else _("Nothing is open."),
        tone="danger",
    ),
)
