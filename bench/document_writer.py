"""Writes invoices for row 4, in a process of its own: `python -m bench.document_writer COUNT` prints figures as JSON.

Times are those of the processor, all threads added up: so much one core does.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import django
from django.utils import translation

from tests.domain import invoiced
from vorzimmer.billing.documents import pdf
from vorzimmer.billing.documents.paper import paper
from vorzimmer.billing.documents.writing import write
from vorzimmer.domain.invoices import Document

LINES = 12
ONE_IN = 5
"""One customer in five pays by transfer, and has a code for his banking app on paper."""


def documents(count: int) -> list[Document]:
    """Make invoices of different customers over different amounts."""
    return [document(number) for number in range(count)]


def document(number: int) -> Document:
    items = []
    for line in range(LINES):
        model = invoiced.THREE[line % 3]
        quantity = Decimal(1 + (number * 7 + line * 13) % 400)
        items.append(replace(model, name=f"{model.name} {line + 1}", quantity=quantity, net=int(quantity * model.price * 100)))
    return invoiced.document(
        items,
        number=f"RE-2026-{number:05}",
        buyer=replace(invoiced.BUYER, name=f"Betrieb {number} GmbH", number=str(10_000 + number)),
        payment=invoiced.DEBIT if number % ONE_IN else invoiced.TRANSFER,
        issued_on=date(2026, 11, 2),
    )


def bare(made: list[Document]) -> Callable[[], None]:
    """The limit: the same pages, and no XML, no standard, no metadata."""
    lines = pdf.template().splitlines()
    template = b"\n".join(line for line in lines if not line.startswith(b"#pdf.attach("))
    assert len(template.splitlines()) == len(lines) - 1
    pages = [json.dumps(paper(each), ensure_ascii=False) for each in made]

    def work() -> None:
        for page in pages:
            pdf.compiler().compile(template, format="pdf", sys_inputs={"paper": page, "xml": "", "file": ""})

    return work


def a_second(count: int, work: Callable[[], None]) -> float:
    start = time.process_time()
    work()
    return count / (time.process_time() - start)


def main() -> None:
    django.setup()
    made = documents(int(sys.argv[1]))
    with translation.override("de"):
        limit = bare(made)
        write(made[0], "zugferd")  # schema and fonts are read
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        typst_alone = a_second(len(made), limit)
        written = a_second(len(made), lambda: write_all(made))
    growth = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(json.dumps({"typst alone": typst_alone, "written": written, "2,000 documents": 2_000 / written, "memory": growth}))


def write_all(made: list[Document]) -> None:
    for each in made:
        write(each, "zugferd")


if __name__ == "__main__":
    main()
