"""Letters about requests of data subjects: who asks is told how it stands, a customer only that one of his callers asks.

Nothing of what somebody asks stands in the e-mail to the customer; it stands in the portal.
"""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vorzimmer.accounts.models import User
from vorzimmer.customers.models import Customer
from vorzimmer.delivery.actions import OF_NO_CUSTOMER, Letter, enqueue
from vorzimmer.domain.delivery import MessageKind
from vorzimmer.domain.requests import WITH_EXPORT, ExtendBecause, PersonKind, RefuseBecause, RequestKind, Way
from vorzimmer.domain.roles import Role
from vorzimmer.privacy.models import DataRequest
from vorzimmer.privacy.request_deeds import Told

SUBJECTS: Mapping[Told, object] = {
    Told.RECEIVED: gettext_lazy("We have got your request about your data"),
    Told.IDENTITY_ASKED: gettext_lazy("Your request about your data: please tell us who you are"),
    Told.EXTENDED: gettext_lazy("Your request about your data needs more time"),
    Told.HANDED_OVER: gettext_lazy("Your request about your data: who is responsible"),
    Told.ANSWERED: gettext_lazy("Our answer to your request about your data"),
    Told.REFUSED: gettext_lazy("Our answer to your request about your data"),
    Told.LIFTED: gettext_lazy("The restriction of your data ends"),
}
EXTENDED: Mapping[ExtendBecause, object] = {
    ExtendBecause.COMPLEX: gettext_lazy("Your request is complex."),
    ExtendBecause.MANY: gettext_lazy("We have got many requests at this time."),
}
REFUSED: Mapping[RefuseBecause, object] = {
    RefuseBecause.UNFOUNDED: gettext_lazy("It is manifestly unfounded (Art. 12(5) GDPR)."),
    RefuseBecause.EXCESSIVE: gettext_lazy("It is excessive, because it is repeated (Art. 12(5) GDPR)."),
    RefuseBecause.NOT_IDENTIFIED: gettext_lazy("We cannot identify you among our data (Art. 11(2), 12(2) GDPR)."),
    RefuseBecause.LEGAL_DUTY: gettext_lazy("A law demands that we keep the data (Art. 17(3)(b) GDPR)."),
    RefuseBecause.CLAIMS: gettext_lazy("The data are needed for legal claims (Art. 17(3)(e) GDPR)."),
    RefuseBecause.NECESSARY: gettext_lazy("The data are still needed for your contract (Art. 17(1)(a) GDPR)."),
    RefuseBecause.OTHERS: gettext_lazy("It would harm the rights of others (Art. 15(4) GDPR)."),
    RefuseBecause.COMPELLING: gettext_lazy("Compelling legitimate grounds outweigh your interests (Art. 21(1) GDPR)."),
}


def send(sender: object, *, request: DataRequest, what: Told, text: str, at: datetime, **more: object) -> None:  # noqa: ARG001  (the signature of a signal)
    """Write to who asked, where he has an e-mail address; of a hand-over also to the customer."""
    letters = [_to_person(request, what, text, at)] if request.email else []
    if what is Told.HANDED_OVER:
        letters.extend(_to_customer(request))
    enqueue(letters, at=at)


def told_text(request: DataRequest, what: Told, text: str) -> str:
    """Write the body of the letter in the person's language; the office shows the same text to be printed."""
    with translation.override(request.language):
        parts = [_("Good day %(name)s,") % {"name": request.name}, *_said(request, what), text.strip()]
        if what is Told.REFUSED:
            parts.append(_("You may complain to a supervisory authority (Art. 77 GDPR), or go to court (Art. 79 GDPR)."))
        parts.append(_("Request no. %(number)d, received on %(day)s") % {"number": request.number, "day": _day(request.received_on)})
        return "\n\n".join(part for part in (*parts, settings.AGENCY_NAME) if part) + "\n"


def _said(request: DataRequest, what: Told) -> list[str]:
    due = {"day": _day(request.due_on)}
    if what is Told.HANDED_OVER:
        customer = {"customer": Customer.objects.filter(pk=str(request.customer_ref)).values_list("name", flat=True).first() or ""}
        return [
            _("We took your call on behalf of %(customer)s, who is responsible for these data (Art. 28 GDPR).") % customer,
            _("We have handed your request over. You get the answer from there."),
        ]
    found = {
        Told.RECEIVED: lambda: [_("We have got your request. You get our answer by %(day)s at the latest.") % due],
        Told.EXTENDED: lambda: [
            str(EXTENDED[ExtendBecause(request.extended_because)]),
            _("You get our answer by %(day)s at the latest (Art. 12(3) GDPR).") % due,
        ],
        Told.REFUSED: lambda: [_("We cannot do what you asked for."), str(REFUSED[RefuseBecause(request.refused_because)])],
        Told.LIFTED: lambda: [_("From now on your data are processed as before (Art. 18(3) GDPR).")],
    }
    if what in found:
        return found[what]()
    is_copy = what is Told.ANSWERED and request.way == Way.PORTAL and RequestKind(request.kind) in WITH_EXPORT
    return [_("You find the copy of your data in the portal, for 24 hours, under “Data and privacy”.")] if is_copy else []


def _to_person(request: DataRequest, what: Told, text: str, at: datetime) -> Letter:
    with translation.override(request.language):
        subject = str(SUBJECTS[what])
    key = f"{what}:{at:%Y%m%d%H%M%S%f}"
    return _letter(request, request.email, subject, told_text(request, what, text), key=key, language=request.language)


def _to_customer(request: DataRequest) -> list[Letter]:
    """Tell those who are responsible for the customer that a caller asks, and where it stands."""
    if PersonKind(request.person_kind) is not PersonKind.CALLER:
        return []
    letters = []
    for user in User.objects.active().filter(customers=request.customer_ref, role=Role.CUSTOMER_OWNER):
        with translation.override(user.language):
            subject = _("One of your callers asks about his data")
            where = _("You are responsible for the answer, within a month of %(day)s. You find the request here: %(address)s") % {
                "day": _day(request.received_on),
                "address": f"{settings.PUBLIC_URL}/portal/privacy/",
            }
        letters.append(
            _letter(request, user.email, subject, f"{subject}.\n\n{where}\n", key=f"controller:{user.pk}", language=user.language)
        )
    return letters


def _letter(request: DataRequest, address: str, subject: str, body: str, *, key: str, language: str) -> Letter:  # noqa: PLR0913  (a letter)
    return Letter(
        customer_id=None,
        channel_id=None,
        kind=MessageKind.EMAIL,
        address=address,
        subject=subject,
        body=body,
        key=f"{OF_NO_CUSTOMER}{request.pk}:{key}",
        about=str(request.pk),
        language=language,
    )


def _day(day: object) -> str:
    return date_format(day, "DATE_FORMAT")  # type: ignore[arg-type]  # a day of the request
