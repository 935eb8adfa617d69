"""Documents as data: how a customer is taxed, the sums of the tax, and that a document comes back from its data as it was."""

import json

import pytest

from tests.domain import invoiced
from vorzimmer.domain.invoices import PaymentMeans, VatCategory, VatTreatment, treatment_of, vat_lines
from vorzimmer.domain.written_invoices import as_data, document_of


@pytest.mark.parametrize("name", invoiced.CASES)
def test_a_document_comes_back_as_it_was(name):
    document = invoiced.CASES[name]
    assert document_of(json.loads(json.dumps(as_data(document)))) == document


def test_a_document_that_was_written_before_the_foot_of_the_page_is_read():
    data = as_data(invoiced.document())
    for name in ("register", "website", "bank", "iban", "bic"):
        del data["seller"][name]
    assert document_of(data).seller.register == ""


@pytest.mark.parametrize(
    ("country", "is_consumer", "vat_id", "treatment"),
    [
        ("DE", False, "DE123456788", VatTreatment.DOMESTIC),
        ("AT", False, "ATU12345678", VatTreatment.REVERSE_CHARGE),
        ("AT", False, "", VatTreatment.DOMESTIC),
        ("AT", True, "", VatTreatment.DOMESTIC),
        ("CH", False, "", VatTreatment.NOT_TAXABLE),
        ("CH", True, "", VatTreatment.DOMESTIC),
    ],
)
def test_how_a_customer_is_taxed(country, is_consumer, vat_id, treatment):
    assert treatment_of(is_small_business=False, country=country, is_consumer=is_consumer, vat_id=vat_id) is treatment
    small = treatment_of(is_small_business=True, country=country, is_consumer=is_consumer, vat_id=vat_id)
    assert small is VatTreatment.SMALL_BUSINESS


def test_tax_is_rounded_once_on_the_sum_of_its_lines():
    line_of_13_cents = invoiced.item(net=13)
    assert [(line.category, line.rate, line.net, line.vat) for line in vat_lines([*[line_of_13_cents] * 3, invoiced.BOOKS])] == [
        (VatCategory.STANDARD, 1900, 39, 7),
        (VatCategory.STANDARD, 700, 2000, 140),
    ]


def test_what_is_credited_is_set_off_and_never_collected():
    assert invoiced.CASES["credit note"].payment.means is PaymentMeans.DIRECT_DEBIT
    assert invoiced.CASES["credit note"].means is PaymentMeans.CLEARING
