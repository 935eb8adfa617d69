"""Statements of a bank for the tests of the books: customers whose invoices the samples pay, and camt files made to measure."""

from tests.billing import firm
from tests.billing.papers import collect, issue
from tests.billing.statements import sample
from vorzimmer.billing.actions import book_document, import_file
from vorzimmer.billing.models import BankEntry
from vorzimmer.customers.models import Team

_HEAD = '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Acct><Id><IBAN>{iban}</IBAN></Id></Acct>'
_FOOT = "</Stmt></BkToCstmrStmt></Document>"
_ENTRY = """<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>{reference}<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>{family}</Cd>
<SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>
<RltdPties><Dbtr><Pty><Nm>{name}</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>{payer}</IBAN></Id></DbtrAcct></RltdPties>
<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"""
PAYER = "DE02300209000106531065"


def entry(cents, text="", *, reference="", way="CRDT", day="2026-11-23", **more):
    """One entry of a camt.053."""
    told = f"<AcctSvcrRef>{reference}</AcctSvcrRef>" if reference else ""
    family = more.pop("family", "RCDT" if way == "CRDT" else "ICDT")
    facts = {"name": "Kanzlei Ährenfeld", "payer": PAYER, "currency": "EUR"} | more
    amount = f"{cents // 100}.{cents % 100:02}"
    return _ENTRY.format(amount=amount, text=text, reference=told, way=way, day=day, family=family, **facts)


def camt(*entries, iban=firm.IBAN):
    """A camt.053 of these entries."""
    return (_HEAD.format(iban=iban) + "".join(entries) + _FOOT).encode()


def customer(number, name="Blumen Wiesengrund"):
    team, _ = Team.objects.get_or_create(name="Rechnung")
    values = {"name": name, "short_name": f"{name} {number}", "team": team, "since": firm.SECOND_OF_NOVEMBER, "city": "Berlin"}
    return firm.Customer.objects.create(number=number, **values)


def owes(who, number, net, at=firm.SECOND_OF_NOVEMBER):
    """Book an invoice of a customer, with 19 % on these net cents."""
    document = issue(who, number=number, lines=[(1900, net)])
    book_document(document, at)
    return document


def collected(document, end_to_end, state="sent"):
    """Give a direct debit of it to the bank."""
    collection = collect(document, state=state)
    collection.end_to_end = end_to_end
    collection.save()
    return collection


def read_sample(name, at, by=None):
    return import_file(sample(name), name, at, by=by)


def standing():
    """How the entries stand: cents, state, reason."""
    return sorted(BankEntry.objects.values_list("amount", "state", "reason"))


def bank_of(payer, at):
    """Keep a file of the bank in which somebody paid; gives the ids for addresses."""
    file = import_file(camt(entry(12300, "Zahnschmerzen", name=payer)), "tag.xml", at, by=None).file
    return {"statement_id": file.pk, "row_id": file.rows.get().pk}
