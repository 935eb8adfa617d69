"""Tells customers by e-mail what becomes of their service on arrears. Templates: the agency's lawyer confirms them.

LAWYER: whether an e-mail is the written form of TKG §61(4); the sentence about the courts is that of the same section.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vorzimmer.customers.actions.writing import written_day
from vorzimmer.customers.models import Customer, ServiceStep
from vorzimmer.customers.wording import money
from vorzimmer.delivery.actions import Letter, enqueue
from vorzimmer.domain.delivery import MessageKind
from vorzimmer.domain.service_ladder import REDUCED
from vorzimmer.domain.service_rules import Step

_DAY = timedelta(days=1)

SUBJECTS: Mapping[Step, object] = {
    Step.FULL: gettext_lazy("You have our full service"),
    Step.WARNED: gettext_lazy("Please settle your account"),
    Step.NO_SMS: gettext_lazy("From %(day)s on we send no SMS"),
    Step.VOICEMAIL_ONLY: gettext_lazy("From %(day)s on we do not answer your calls"),
    Step.STOPPED: gettext_lazy("From %(day)s on we suspend our service"),
}
HAPPENS: Mapping[Step, object] = {
    Step.NO_SMS: gettext_lazy(
        "We then send no SMS any more. You go on receiving your messages by e-mail and in the portal, and we go on answering your calls."
    ),
    Step.VOICEMAIL_ONLY: gettext_lazy(
        "We then do not answer your calls any more and send no SMS. Whoever calls hears that the line is engaged; if your telephone"
        " provider is set up for it, your own voicemail takes over. Please consider switching your call forwarding off for that time."
    ),
    Step.STOPPED: gettext_lazy(
        "We then refuse all calls for you and send no SMS. Your contract goes on, and the portal stays readable. Please switch your call"
        " forwarding off, so that your callers reach you."
    ),
}
"""What the customer notices of a step."""


def announce(sender: object, *, line: ServiceStep, at: datetime, **more: object) -> None:  # noqa: ARG001  (the signature of a signal)
    """Write the letter about a line of the service ladder. A customer without an e-mail address is told nothing by this way."""
    customer = line.customer
    if not customer.email:
        return
    subject, body = letter(line, customer)
    enqueue(
        [
            Letter(
                customer_id=customer.pk,
                channel_id=None,
                kind=MessageKind.EMAIL,
                address=customer.email,
                subject=subject,
                body=body,
                key=line.key,
                about=str(line.pk),
                language=customer.language,
            )
        ],
        at=at,
    )


def letter(line: ServiceStep, customer: Customer) -> tuple[str, str]:
    """Write subject and body in the customer's language. The line need not be kept yet: the office looks at the letter before."""
    with translation.override(customer.language):
        subject = str(SUBJECTS[Step(line.step)]) % {"day": written_day(line.from_on)}
        return subject, "\n\n".join(_body(line, customer)) + "\n"


def _body(line: ServiceStep, customer: Customer) -> Iterator[str]:
    yield _("Good day %(name)s,") % {"name": customer.contact_person or customer.name}
    step = Step(line.step)
    if step is Step.FULL:
        yield _("from now on you have our full service again. What we had announced or restricted is off the table. Thank you.")
        yield settings.AGENCY_NAME
        return
    yield from _reduced(line, step) if step in REDUCED else _warned(line)
    yield _(
        "If you do not agree with an invoice, please write to us and say why. What you dispute with reasons does not count as long as it is"
        " not settled."
    )
    if step in REDUCED:
        yield _("You may seek legal protection from the courts against the restriction that is announced here.")
    yield _("All invoices and your account: %(address)s") % {"address": f"{settings.PUBLIC_URL}/portal/invoices/"}
    yield settings.AGENCY_NAME


def _warned(line: ServiceStep) -> Iterator[str]:
    yield _("%(amount)s of your account is overdue. Please transfer it soon.") % {"amount": money(line.cents)}
    yield _(
        "For now nothing changes: we answer your calls and send your messages as usual. If the amount stays open, we have to restrict our"
        " service step by step: first we send no SMS, then we answer no calls. We announce each step beforehand."
    )


def _reduced(line: ServiceStep, step: Step) -> Iterator[str]:
    days = {"amount": money(line.cents), "last": written_day(line.from_on - _DAY), "day": written_day(line.from_on)}
    yield _("%(amount)s of your account is overdue. If we do not receive it by %(last)s, we restrict our service from %(day)s on.") % days
    yield str(HAPPENS[step])
    yield _("As soon as the amount has arrived, we lift the restriction.")
