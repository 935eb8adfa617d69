"""Letters about enquiries: the agency learns only that there is one, whoever asked gets the answer, and both go with the enquiry.

Nothing of what somebody wrote stands in the e-mail to the agency: a mailbox would become the place where it is kept (law.md 6.3).
"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.customers.models import Enquiry
from vorzimmer.delivery.actions import OF_NO_CUSTOMER, Letter, enqueue
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.delivery import OPEN, MessageKind
from vorzimmer.domain.enquiries import EnquiryKind
from vorzimmer.domain.roles import Role


def tell_agency(sender: object, *, enquiry: Enquiry, at: datetime, **more: object) -> None:  # noqa: ARG001  (the signature of a signal)
    """Tell the owners that something has come in, and where it stands."""
    enqueue([_hint(enquiry, owner) for owner in User.objects.active().filter(role=Role.OWNER)], at=at)


def _hint(enquiry: Enquiry, owner: User) -> Letter:
    with translation.override(owner.language):
        is_callback = enquiry.kind == EnquiryKind.CALLBACK
        subject = _("Somebody wants to be called back") if is_callback else _("A new enquiry has come in")
        where = _("You read it in the office: %(address)s") % {"address": f"{settings.PUBLIC_URL}/office/enquiries/"}
        return _letter(enquiry, owner.email, subject, f"{subject}.\n\n{where}\n", key=f"owner:{owner.pk}", language=owner.language)


def send_answer(sender: object, *, enquiry: Enquiry, text: str, at: datetime, **more: object) -> None:  # noqa: ARG001  (as above)
    """Send what the agency answers. Each answer is a letter of its own."""
    with translation.override(enquiry.language):
        subject = _("Your enquiry to %(agency)s") % {"agency": settings.AGENCY_NAME}
        greeting = _("Good day %(name)s,") % {"name": enquiry.name}
        body = f"{greeting}\n\n{text}\n\n{settings.AGENCY_NAME}\n"
    enqueue([_letter(enquiry, enquiry.email, subject, body, key=f"answer:{at.isoformat()}", language=enquiry.language)], at=at)


def forget_letters(sender: object, *, refs: Sequence[str], at: datetime, **more: object) -> None:  # noqa: ARG001  (as above)
    """Erase the letters about enquiries that are erased. An answer that is still on its way goes out, and then by R-OUT."""
    OutboxMessage.objects.filter(about__in=refs).exclude(state__in=OPEN).delete()


def _letter(enquiry: Enquiry, address: str, subject: str, body: str, *, key: str, language: str) -> Letter:  # noqa: PLR0913  (a letter)
    return Letter(
        customer_id=None,
        channel_id=None,
        kind=MessageKind.EMAIL,
        address=address,
        subject=subject,
        body=body,
        key=f"{OF_NO_CUSTOMER}{enquiry.pk}:{key}",
        about=str(enquiry.pk),
        language=language,
    )
