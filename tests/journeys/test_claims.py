"""A claim from the unpaid invoice to the settled one: reminded, disputed by telephone, decided, handed over, paid, and told.

Days pass by dating back what happened: the calendar of the server cannot be turned.
"""

import re
from datetime import UTC, datetime

import pytest

from tests.axe import complaints
from tests.claims.given import KEY, opened

pytestmark = pytest.mark.journey
NUMBER = "RE-2026-00042"
OWED = f"""
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from tests.billing import firm
from tests.claims.unpaid import owe
from tests.privacy import recipients
from vorzimmer.claims.actions.settings import change_practice
from vorzimmer.claims.models import ConfirmedRate
from vorzimmer.customers.models import Customer
from vorzimmer.domain.days import berlin_date
now = datetime.now(UTC)
today = berlin_date(now)
firm.write_settings()
for year in range(2026, today.year + 1):
    for month in (1, 7):
        if date(year, month, 1) <= today:
            ConfirmedRate.objects.create(from_on=date(year, month, 1), rate=127, confirmed_on=today)
change_practice({{"sends_by_itself": True}})
zahn = Customer.objects.get(number="K-1001")
zahn.email = "rechnung@zahn.example"
zahn.save()
owe(zahn, number="{NUMBER}", issued_on=today - timedelta(days=26), first=date(2026, 10, 1), last=date(2026, 10, 31))
recipients.collector(replace(recipients.COLLECTOR, age_key="{KEY}", checked_on=today), at=now)
"""
PASS = """
import time
from datetime import timedelta
from vorzimmer.billing.models import AccountEntry, Document
from vorzimmer.claims.models import Case, Claim, ClaimEvent, Pause, Reminder
while Reminder.objects.filter(sent_on=None).exists():
    time.sleep(0.1)  # the mail server has it; the log hears of it in a moment
days = timedelta(days={days})
for model in (AccountEntry, Document, Case, Claim, ClaimEvent, Pause, Reminder):
    names = [field.name for field in model._meta.fields if field.get_internal_type() in ("DateField", "DateTimeField")]
    for row in model.objects.values("pk", *names):
        pk = row.pop("pk")
        model.objects.filter(pk=pk).update(**{{name: at - days for name, at in row.items() if at is not None}})
"""
FOLLOW = """
from datetime import UTC, datetime
from vorzimmer.claims.actions.running import run_reminders
run_reminders(datetime.now(UTC))
"""
DAILY_JOB = """
from datetime import UTC, datetime, time, timedelta
from vorzimmer.claims.actions.running import run_reminders
from vorzimmer.domain.days import berlin_date, is_working_day, moment
now = datetime.now(UTC)
day = berlin_date(now)
while not is_working_day(day) or moment(day, time(9)) > now:  # what is written for nine o'clock does not leave before
    day -= timedelta(days=1)
run_reminders(moment(day, time(9)))
"""
COUNT = "from vorzimmer.claims.models import Reminder\nprint(Reminder.objects.count())"
PAID = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>
<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>
<Ntry><Amt Ccy="EUR">499.80</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt><AcctSvcrRef>2026112700000002</AcctSvcrRef>
<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties><Dbtr><Pty><Nm>Praxis Dr. Zahn</Nm></Pty></Dbtr></RltdPties>
<RmtInf><Ustrd>{number}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>"""
SUBMIT = "main button[data-key='Control+Enter']"
SAID = "Erika Muster sagt, am 13. sei niemand ans Telefon gegangen."
ANSWER = "Alle Anrufe dieses Tages stehen in Ihrem Portal."
NEVER = ("Erika", "Muster", "1713920012", "0171 39200", "niemand", "Portal", "Befund", "versichert", "Neue Patienten")
"""Words of the caller, of the dispute and its answer, and of what the customer ordered."""


def test_an_unpaid_invoice_is_reminded_disputed_handed_over_paid_and_told(agency, page_of, tmp_path):
    agency.server.python(OWED)
    url = agency.server.url
    remind(agency, "Freundliche Zahlungserinnerung", mails=1)
    later(agency, 9)
    remind(agency, "1. Mahnung", mails=2)
    later(agency, 30)
    dispute_by_telephone(agency, page_of("olga@agentur.example"))
    later(agency, 6)
    assert agency.server.python(f"{DAILY_JOB}\n{COUNT}") == "2\n"
    books = page_of("buch@agentur.example")
    answer(books, url)
    later(agency, 6)
    remind(agency, "2. Mahnung", mails=3)
    later(agency, 30)
    portal = page_of("zahn@praxis.example", width=390, height=844)
    read_the_letter(portal, url)
    decide(books, url)
    hand_over(books)
    pay(books, url, tmp_path)
    agency.server.python(FOLLOW)
    tell(books, page_of("chefin@agentur.example"), url)
    look_at_the_end(books, portal, url)


def later(agency, days):
    agency.server.python(PASS.format(days=days))


def remind(agency, subject, *, mails):
    """Let the daily job run; the letter arrives at the mail server, and the log of the claim hears of it."""
    agency.server.python(DAILY_JOB)
    mail = agency.postbox.wait_for(mails)[-1]
    assert mail.recipients == ["rechnung@zahn.example"]
    assert mail.message["Subject"] == f"{subject}: Rechnung {NUMBER}"
    assert [part.get_content_type() for part in mail.message.iter_attachments()] == ["application/pdf"]


def dispute_by_telephone(agency, desk):
    """Two keys beside the call: which invoice, and why."""
    desk.wait_for_selector("html[data-live=up]")
    agency.answered_at(desk)
    desk.keyboard.press("F9")
    desk.wait_for_selector("#dispute[open]")
    assert "499,80" not in desk.inner_text("#dispute")
    assert complaints(desk) == []
    desk.keyboard.press("Alt+w")
    desk.keyboard.type(SAID)
    desk.evaluate("document.activeElement.blur()")
    desk.keyboard.press("1")
    desk.keyboard.press("b")
    desk.wait_for_selector(".toast-note")
    desk.wait_for_selector("#dispute", state="detached")


def answer(books, url):
    """The claim rests; the case is answered, and the claim goes on."""
    books.goto(f"{url}/office/money/claims/")
    books.click("[data-row-open]:has-text('Dr. Zahn') >> nth=-1")
    books.wait_for_selector("main .chip:has-text('Einwendung')")
    books.goto(f"{url}/office/money/cases/")
    books.click("[data-row-open]")
    books.wait_for_selector(f"text={SAID}")
    books.click("main a[href$='/resolve/']")
    books.wait_for_selector("text=Die Forderung aus der Rechnung geht weiter")
    books.check("input[name=outcome][value=rejected]", force=True)
    books.fill("[name=resolution]", ANSWER)
    books.click(SUBMIT)
    books.wait_for_selector("main .chip:has-text('nicht berechtigt')")


def read_the_letter(portal, url):
    """The customer sees what is open and our answer; opening a letter is its receipt."""
    portal.goto(f"{url}/portal/invoices/")
    portal.click(f"a:has-text('{NUMBER}')")
    portal.wait_for_selector("text=Jetzt bezahlen")
    with portal.expect_download() as download:
        portal.click("#letters ~ ul a[download]")
    assert download.value.path().read_bytes().startswith(b"%PDF")
    portal.click("text=Unsere Antwort auf Ihre Einwendung")
    portal.wait_for_selector(f"text={ANSWER}")


def decide(books, url):
    """The last letter was read, and nothing came: record the decision."""
    books.goto(f"{url}/office/money/claims/letters/sent/")
    books.click("[data-row-open] >> nth=0")
    books.wait_for_selector("text=Im Portal geöffnet")
    books.goto(f"{url}/office/money/claims/")
    books.click("[data-row-open]:has-text('Dr. Zahn') >> nth=-1")
    books.click("main a[href$='/decide/']")
    books.click(SUBMIT)
    books.wait_for_selector("a[href$='/handing/']")


def hand_over(books):
    """The gate says what is missing, a person finds, and what was shown goes: encrypted, and nothing about callers."""
    books.click("a[href$='/handing/']")
    books.click("a:has-text('Klarsicht Inkasso')")
    books.wait_for_selector("#gate:has-text('1 Bedingung fehlt')")
    assert books.locator(".gate .is-missing").count() == 1
    books.click("a[href$='/findings/finding/']")
    books.check("input[name=speaks_for][value=yes]", force=True)
    books.fill("[name=reason]", "Dreimal geschrieben, auf die Einwendung geantwortet.")
    books.click(SUBMIT)
    books.wait_for_selector("#gate:has-text('Alle Bedingungen sind erfüllt')")
    books.click("a[href$='/hand-over/']")
    books.wait_for_selector("#payload")
    assert complaints(books) == []
    books.click(SUBMIT)
    books.wait_for_selector("#handed")
    data, paper = fetch(books)
    assert data["invoice"]["number"] == NUMBER
    assert (data["debtor"]["name"], data["claim"]["open_cents"]) == ("Praxis Dr. Zahn", 49980)
    assert [letter["kind"] for letter in data["reminders"]] == ["friendly_sent", "first_sent", "second_sent"]
    assert [dispute["reason_code"] for dispute in data["disputes"]] == ["amount"]
    for text in (NUMBER, "Praxis Dr. Zahn", "499,80"):
        assert text in paper
    books.click("a[href$='/receipt/']")
    books.fill("[name=receipt]", "KI-2026-815")
    books.click(SUBMIT)
    books.wait_for_selector("text=unter KI-2026-815")
    assert books.locator("a[href$='/file/']").count() == 0


def fetch(books):
    """Download the file of the page and open it as its recipient does; no word about callers is in it."""
    with books.expect_download() as download:
        books.click("a[download]:has-text('Datei abholen')")
    content = download.value.path().read_bytes()
    assert content.startswith(b"age-encryption.org/v1\n")
    data, paper = opened(content)
    for word in NEVER:
        assert word not in f"{data} {paper}", word
    return data, paper


def pay(books, url, folder):
    """The customer pays by transfer: a bank statement is read."""
    statement = folder / "auszug.xml"
    statement.write_text(PAID.format(day=datetime.now(UTC).date().isoformat(), number=NUMBER), "utf-8")
    books.goto(f"{url}/office/money/bank/files/")
    books.set_input_files("input[type=file]", statement)
    books.click("button:has-text('einlesen')")
    books.wait_for_selector("text=auszug.xml")


def tell(books, owner, url):
    """The duty stands on the start page and in the list; it ends with proof and not before."""
    owner.wait_for_selector("#money-waits a:has-text('Empfänger von Forderungen müssen erfahren')")
    books.goto(f"{url}/office/money/claims/duties/")
    books.wait_for_selector("[data-row]:has-text('Klarsicht Inkasso'):has-text('morgen')")
    books.click("[data-row-open]")
    books.fill("[name=proof]", "  ")
    books.click(SUBMIT)
    books.wait_for_selector("main .errorlist, main .is-invalid")
    books.click("button:has-text('Datei erstellen')")
    books.wait_for_selector("text=Die Datei ist fertig")
    data, _paper = fetch(books)
    assert data["settlement"]["open_cents"] == 0
    books.fill("[name=proof]", "KI-2026-815/2")
    books.click(SUBMIT)
    books.wait_for_selector("text=Das bleibt bei der Übergabe stehen")


def look_at_the_end(books, portal, url):
    """The claim is settled, and the register shows both disclosures."""
    books.wait_for_selector(".page-head:has-text('erledigt')")
    books.goto(f"{url}/office/money/claims/duties/")
    books.wait_for_selector("text=Alle wissen Bescheid")
    books.goto(f"{url}/office/privacy/disclosures/")
    lines = books.locator("#list .record").all_inner_texts()
    assert len(lines) == 2
    assert all("Klarsicht Inkasso GmbH" in line and NUMBER in line for line in lines)
    portal.goto(f"{url}/portal/invoices/")
    portal.wait_for_selector(".chip:has-text('bezahlt')")
    assert re.search(r"Jetzt fällig\s+0,00", portal.inner_text("main"))
