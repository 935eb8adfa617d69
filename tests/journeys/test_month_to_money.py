"""A month becomes money: billed, announced, collected, returned for want of cover, charged, collected again, and paid in the portal."""

import re
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Error

from tests.axe import complaints

pytestmark = pytest.mark.journey
MONTH = """
from datetime import UTC, datetime, timedelta
from django.contrib.auth import get_user_model
from tests.billing import firm
from tests.cast import user
from vorzimmer.billing.months import month_before, month_of
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.roles import Role
month = month_before(month_of(berlin_date(datetime.now(UTC))))
firm.write_settings()
prices = firm.OFFICE.replace('key = "office"', 'key = "house"')
customer = firm.enrol(firm.offer(prices, code="house"), "K-2001", concluded_on=month.first)
customer.users.add(user("sonne@praxis.example", "Sina Sonnenschein", Role.CUSTOMER_OWNER))
firm.give_mandate(customer, iban=firm.OTHER_IBAN, signed_on=month.first)
firm.use(customer, "talk", 20 * 60, month.first + timedelta(days=3))
print(f"{month.first:%Y-%m}")
"""
RETURNED = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>
<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>
<Ntry><Amt Ccy="EUR">{returned}</Amt><CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt><AcctSvcrRef>2026112700000001</AcctSvcrRef>
<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>IDDT</Cd><SubFmlyCd>UPDD</SubFmlyCd></Fmly></Domn></BkTxCd>
<AmtDtls><InstdAmt><Amt Ccy="EUR">{amount}</Amt></InstdAmt></AmtDtls>
<Chrgs><TtlChrgsAndTaxAmt Ccy="EUR">3.70</TtlChrgsAndTaxAmt></Chrgs>
<NtryDtls><TxDtls><Refs><EndToEndId>{end_to_end}</EndToEndId></Refs><Amt Ccy="EUR">{returned}</Amt><CdtDbtInd>DBIT</CdtDbtInd>
<RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">50.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt><AcctSvcrRef>2026112700000002</AcctSvcrRef>
<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties><Dbtr><Pty><Nm>Sina Sonnenschein</Nm></Pty></Dbtr></RltdPties>
<RmtInf><Ustrd>Abschlag wie besprochen</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>"""


def test_from_the_end_of_a_month_to_money(agency, page_of, tmp_path):
    agency.server.python(MONTH)
    url = agency.server.url
    books = page_of("buch@agentur.example")
    bill(books, url)
    mail = agency.postbox.wait_for(1)[0].message
    assert [part.get_content_type() for part in mail.iter_attachments()] == ["application/pdf"]
    number = re.search(r"RE-\d{4}-\d{5}", mail["Subject"])[0]
    collect(books, page_of("chefin@agentur.example"), url)
    come_back(books, url, tmp_path, number)
    assign(books, url)
    again(books, url)
    look_in_the_portal(page_of("sonne@praxis.example", width=390, height=844), url, number)


def bill(books, url):
    """Preview the month, look at the bill, release it, and see that it was issued."""
    books.goto(f"{url}/office/billing/")
    books.click("button:has-text('Vorschau erstellen')")
    books.wait_for_selector("text=Freigeben", timeout=30_000)
    assert complaints(books) == []
    books.click("[data-row] a[data-row-open]")
    books.wait_for_selector("text=Grundgebühr")
    assert complaints(books) == []
    books.go_back()
    books.click("a:has-text('Freigeben')")
    books.wait_for_selector("text=1 Lastschrift wird")
    books.keyboard.press("Control+Enter")
    books.wait_for_selector("h1:has-text('abgerechnet')", timeout=60_000)


def collect(books, owner, url):
    """Make the file, let somebody else approve it, fetch it, and mark it as sent."""
    with suppress(Error):  # the page of the run may renew itself in this moment, which ends the first try
        books.goto(f"{url}/office/debits/")
    books.goto(f"{url}/office/debits/")
    books.click("button:has-text('Dateien erstellen')")
    books.wait_for_selector("text=LS-")
    owner.goto(f"{url}/office/debits/files/")
    owner.click("a:has-text('LS-')")
    owner.click("a:has-text('Freigeben')")
    owner.wait_for_selector("text=Mit Ihrer Freigabe")
    owner.click("main button[type=submit]")
    owner.wait_for_selector("text=freigegeben")
    books.goto(f"{url}/office/debits/files/")
    books.click("a:has-text('LS-')")
    with books.expect_download() as download:
        books.click("a[download]")
    xml = download.value.path().read_text("utf-8")
    assert "pain.008.001.08" in xml
    assert "DE02120300000000202051" in xml
    books.click("a:has-text('Als übermittelt')")
    books.click("main button[type=submit]")
    books.wait_for_selector("main :text('bei der Bank')")


def come_back(books, url, folder, number):
    """Read a statement: the debit came back for want of cover, and a payment names nothing."""
    books.goto(f"{url}/office/invoices/?q={number}")
    gross = books.inner_text("tbody tr td.number >> nth=0").split()[0].replace(".", "").replace(",", ".")
    day = datetime.now(UTC).date().isoformat()
    returned = f"{float(gross) + 3.70:.2f}"
    statement = folder / "auszug.xml"
    statement.write_text(RETURNED.format(day=day, end_to_end=f"{number}-1", amount=gross, returned=returned), "utf-8")
    books.goto(f"{url}/office/money/bank/files/")
    books.set_input_files("input[type=file]", statement)
    books.click("button:has-text('einlesen')")
    books.wait_for_selector("text=auszug.xml")
    assert complaints(books) == []
    books.goto(f"{url}/office/debits/returns/")
    books.wait_for_selector("text=AM04")
    assert complaints(books) == []


def assign(books, url):
    """Give the payment that names nothing to the customer, by hand."""
    books.goto(f"{url}/office/money/bank/")
    books.click("a:has-text('Sonnenschein')")
    books.wait_for_selector("text=Abschlag wie besprochen")
    assert complaints(books) == []


def again(books, url):
    """Announce the debit anew."""
    books.goto(f"{url}/office/debits/returns/")
    books.click("a:has-text('Erneut einziehen')")
    books.click("main button[type=submit]")
    books.goto(f"{url}/office/debits/")
    books.wait_for_selector("text=2. Versuch")


def look_in_the_portal(portal, url, number):
    """The customer finds the invoice, its file, and what is open."""
    portal.goto(f"{url}/portal/invoices/")
    portal.wait_for_selector(f"text={number}")
    with portal.expect_download() as download:
        portal.click("a[download]:has-text('PDF')")
    assert download.value.path().read_bytes().startswith(b"%PDF")
    assert complaints(portal) == []
