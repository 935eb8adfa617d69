"""What people asked over the website: one enquiry in every state, wishes to be called back, and somebody who sends advertising."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from vorzimmer.accounts.models import User
from vorzimmer.customers import actions
from vorzimmer.customers.actions import EnquiryEntry
from vorzimmer.customers.models import Enquiry, SenderAddress
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.enquiries import EnquiryKind
from vorzimmer.domain.roles import Role

SPAMMER = "203.0.113.66"
"""An address of nobody (RFC 5737), like all others here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody sent, how long ago, from where; and what became of it."""

    ago: timedelta
    address: str
    said: dict[str, str]
    kind: EnquiryKind = EnquiryKind.ENQUIRY
    answer: str = ""
    answered: timedelta = field(default_factory=timedelta)
    closes: bool = False


ASKED = (
    Asked(
        ago=timedelta(minutes=50),
        address="203.0.113.14",
        said={
            "name": "Wiebke Harms",
            "company": "Hebammenpraxis Harms",
            "email": "wiebke@hebamme-harms.example",
            "text": "Ich bin oft bei Geburten und kann nicht ans Telefon. Nehmen Sie auch nachts Anrufe an, und was kostet das?",
        },
    ),
    Asked(
        ago=timedelta(minutes=25),
        address="198.51.100.23",
        kind=EnquiryKind.CALLBACK,
        said={
            "name": "Jannis Feld",
            "company": "Feld Solartechnik",
            "phone": "0171 39200 71",
            "best_time": "heute nach 16 Uhr",
            "text": "Vier Monteure, etwa 30 Anrufe am Tag.",
        },
    ),
    Asked(
        ago=timedelta(days=1, hours=3),
        address="2001:db8:12::7",
        said={
            "name": "Maeve Byrne",
            "company": "Byrne Translations",
            "email": "maeve@byrne.example",
            "text": "Do your operators speak English with callers? Most of my clients are abroad.",
            "language": "en",
        },
        answer="Yes, all of them on weekdays from eight to six. Would you like to try it for seven days?",
        answered=timedelta(hours=20),
    ),
    Asked(
        ago=timedelta(days=2),
        address="198.51.100.80",
        said={
            "name": "Dr. Tobias Rehm",
            "company": "Rehm und Partner",
            "email": "rehm@kanzlei-rehm.example",
            "text": "Sind Ihre Mitarbeiterinnen nach §203 StGB verpflichtet?",
        },
        answer="Ja, alle, die für Kanzleien arbeiten. Die Erklärung schicken wir Ihnen gern.",
        answered=timedelta(),
        closes=True,
    ),
    Asked(
        ago=timedelta(days=70),
        address="198.51.100.90",
        said={
            "name": "Gerda Klee",
            "email": "gerda@blumen-klee.example",
            "text": "Ich überlege noch bis zum Frühjahr. Bieten Sie das dann noch an?",
        },
        answer="Gern. Melden Sie sich, wann immer es Ihnen passt.",
        answered=timedelta(days=64),
    ),
    *(
        Asked(
            ago=timedelta(hours=5, minutes=-number),
            address=SPAMMER,
            said={
                "name": "SEO Team",
                "email": f"angebot{number}@rank.example",
                "text": "Platz 1 in allen Suchmaschinen, garantiert. Nur heute.",
            },
        )
        for number in range(3)
    ),
)
"""One enquiry that nobody has read, one wish, one that was answered, one closed, one that is to be remembered, three advertisements."""


def ask(at: datetime) -> None:
    """Let them ask, the oldest first, answer some, and open a case for the advertisements."""
    owner = User.objects.filter(role=Role.OWNER).order_by("email").first()
    if owner is None:
        raise LookupError("the agency has no owner")
    for number, asked in sorted(enumerate(ASKED), key=lambda each: -each[1].ago):
        _ask(asked, number, owner, at)
    spam = SenderAddress.objects.filter(enquiry__in=[_id(number) for number, asked in enumerate(ASKED) if asked.address == SPAMMER])
    actions.open_case("Dreimal dieselbe Werbung in wenigen Minuten.", spam, by=owner, at=at)
    SenderAddress.objects.filter(erase_at__lte=at).delete()
    OutboxMessage.objects.filter(about__in=[str(_id(number)) for number in range(len(ASKED))]).delete()  # hints of long ago


def _ask(asked: Asked, number: int, owner: User, at: datetime) -> Enquiry:
    enquiry = actions.receive_enquiry(EnquiryEntry(id=_id(number), kind=asked.kind, **asked.said), asked.address, at - asked.ago)
    if asked.answer:
        answered = at - asked.answered
        enquiry = actions.answer_enquiry(enquiry, text=asked.answer, by=owner, at=answered, closes=asked.closes)
    return enquiry


def _id(number: int) -> UUID:
    """The same agency has the same ids."""
    return uuid5(NAMESPACE_URL, f"https://lindenhof.example/contact/{number}")
