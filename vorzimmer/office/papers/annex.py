"""The annex of the processing agreement (Art. 28(3) GDPR): subject, duration, nature, data, people, measures, further processors."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vorzimmer.domain.catalogue import Capacity, Rule
from vorzimmer.office.papers import facts as said
from vorzimmer.office.papers.facts import Wanted
from vorzimmer.privacy.papers import Paper, Section, bullets, facts, text

TITLE = _("Annex of the processing agreement (Art. 28 GDPR)")


def paper(wanted: Wanted) -> Paper:
    """Write the annex, as it goes with the agreement of every customer."""
    data = list(said.entries(capacity=Capacity.PROCESSOR).values())
    rows = (
        (gettext("Subject matter"), gettext("answering calls in the customer’s name, and the tasks that go with it")),
        (gettext("Duration"), gettext("as long as the contract; nothing of it is kept afterwards")),
        (
            gettext("Nature and purpose"),
            gettext("taking, noting, passing on and keeping calls and messages by the customer’s instructions"),
        ),
        (gettext("Kinds of data"), said.kinds_of_data(data)),
        (gettext("People concerned"), said.subjects(data)),
        (gettext("Special categories"), gettext("possible in free text, such as health at a practice (Art. 9, 10 GDPR, §203 StGB)")),
        (gettext("Place"), gettext("the European Union")),
        (gettext("Further processors"), said.processor_names(wanted)),
    )
    return Paper(
        title=str(TITLE),
        language=wanted.language,
        about=wanted.about,
        sections=(
            said.who(wanted, gettext("1. Processor")),
            Section(title=gettext("2. What is processed"), blocks=(facts(rows),)),
            Section(title=gettext("3. Instructions"), blocks=(text(_instructions()),)),
            Section(title=gettext("4. Erasure and return"), blocks=(text(_return()), bullets(said.period(rule) for rule in _RULES))),
            Section(title=gettext("5. Assistance"), blocks=(text(_assistance()),)),
            *said.measure_sections(wanted, gettext("6. Measures (Art. 32 GDPR)")),
        ),
    )


_RULES = (Rule.BEA, Rule.DRAFT, Rule.OUTBOX, Rule.BACKUP)


def _instructions() -> str:
    return gettext(
        "Instructions are what the customer publishes in the portal; every version is kept unchanged, and calls and messages point to the "
        "one that was valid then."
    )


def _return() -> str:
    return gettext(
        "Until the last day of the contract the customer can take messages and calls along as a file. When that day is over they are "
        "erased, as is their key. "
        "The customer may order a shorter time for calls."
    )


def _assistance() -> str:
    return gettext(
        "Requests of callers are passed on to the customer without delay and carried out as he decides. A personal data breach is reported "
        "to him without delay."
    )
