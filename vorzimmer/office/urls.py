"""Addresses of the office."""

from django.urls import path

from vorzimmer.customers.contract_deeds import DEEDS
from vorzimmer.office import billing_urls, claim_urls, handing_urls, privacy_urls, register_urls, reminder_urls, request_urls, website_urls
from vorzimmer.office.account_deeds import ACCOUNT_DEEDS, ENTRY_DEEDS
from vorzimmer.office.case_urls import urlpatterns as of_cases
from vorzimmer.office.sections import SECTIONS
from vorzimmer.office.views import (
    abuse,
    accounts,
    bank_book,
    bank_files,
    contracts,
    covers,
    customers,
    debit_files,
    debits,
    enquiries,
    file,
    home,
    importing,
    letters,
    listing,
    mandates,
    money,
    numbers,
    offers,
    pool,
    price_changes,
    prices,
    records,
    reviews,
    rotas,
    service,
    staff,
    tax_years,
    usage,
    wishes,
)

app_name = "office"

_FILE = "customers/<uuid:customer_id>/"

urlpatterns = [
    path("", home.home, name="home"),
    path("waits/money/", home.money, name="home-money"),
    path("customers/", listing.listing, name="customers"),
    path("customers/download/", listing.download, name="customers-download"),
    path("customers/import/", importing.upload, name="import"),
    path("customers/import/template/", importing.template, name="import-template"),
    path("customers/new/", customers.new, name="customer-new"),
    path(_FILE, file.file, name="customer"),
    path(f"{_FILE}edit/", customers.edit, name="customer-edit"),
    path(f"{_FILE}close/", customers.close, name="customer-close"),
    path(f"{_FILE}reopen/", customers.reopen, name="customer-reopen"),
    path(f"{_FILE}preview/", customers.preview, name="customer-preview"),
    path(f"{_FILE}callers/uncover/", covers.callers, name="callers-uncover"),
    path(f"{_FILE}callers/new/", customers.remember, name="caller-new"),
    path(f"{_FILE}callers/forget/", customers.forget, name="caller-forget"),
    path(f"{_FILE}access/new/", staff.admit, name="access-new"),
    path(f"{_FILE}access/<uuid:user_id>/password/", staff.customer_password, name="access-password"),
    path(f"{_FILE}access/<uuid:user_id>/second-step/", staff.customer_second_step, name="access-second-step"),
    path(f"{_FILE}access/<uuid:user_id>/remove/", staff.withdraw, name="access-remove"),
    path(f"{_FILE}contracts/", contracts.listing, name="contracts"),
    path(f"{_FILE}contracts/new/", contracts.new, name="contract-new"),
    path(f"{_FILE}options/<uuid:booked_id>/cancel/", contracts.cancel, name="option-cancel"),
    path(f"{_FILE}bank/", contracts.bank, name="bank"),
    path(f"{_FILE}service/", service.show, name="service"),
    path(f"{_FILE}service/announce/", service.announce, name="service-announce"),
    path(f"{_FILE}service/lift/", service.give_back, name="service-lift"),
    path(f"{_FILE}usage/", usage.listing, name="usage"),
    path(f"{_FILE}usage/<uuid:ref>/fault/", usage.fault, name="usage-fault"),
    path(f"{_FILE}tasks/new/", usage.record, name="task-new"),
    path(f"{_FILE}tasks/<uuid:record_id>/", usage.correct, name="task-correct"),
    path(f"{_FILE}tasks/<uuid:record_id>/remove/", usage.remove, name="task-remove"),
    path("usage/", usage.unbilled, name="unbilled"),
    path(f"{_FILE}account/", accounts.show, name="account"),
    path(f"{_FILE}account/settled/<uuid:allocation_id>/undo/", accounts.undo, name="allocation-undo"),
    path(f"{_FILE}billing/", accounts.profile, name="billing-profile"),
    path("money/", money.items, name="money"),
    path("money/bank/", bank_book.entries, name="bank-entries"),
    path("money/bank/files/", bank_files.files, name="bank-files"),
    path("money/bank/files/<uuid:statement_id>/", bank_files.file, name="bank-file"),
    path("money/bank/<uuid:row_id>/", bank_book.entry, name="bank-entry"),
    path("money/bank/<uuid:row_id>/assign/", bank_book.assign, name="bank-assign"),
    path("money/bank/<uuid:row_id>/rest/", bank_book.rest, name="bank-rest"),
    path("money/bank/<uuid:row_id>/debits/", bank_book.debits, name="bank-debits"),
    path("money/bank/<uuid:row_id>/aside/", bank_book.aside, name="bank-aside"),
    path("money/bank/<uuid:row_id>/take-back/", bank_book.take_back, name="bank-take-back"),
    path("money/reports/", money.reports, name="reports"),
    path("money/reports/<slug:slug>/", money.report, name="report"),
    path("money/reports/<slug:slug>/download/", money.report_file, name="report-file"),
    path("money/datev/", money.export, name="datev"),
    path("money/datev/<slug:kind>/", money.export_file, name="datev-file"),
    path("money/issuer/", money.issuer, name="issuer"),
    path("money/issuer/years/", tax_years.listing, name="tax-years"),
    path("money/issuer/years/<int:year>/declare/", tax_years.declare, name="tax-year-declare"),
    path("money/issuer/years/<int:year>/take-back/", tax_years.take_back, name="tax-year-take-back"),
    path("debits/", debits.due, name="debits"),
    path("debits/make/", debits.make, name="debits-make"),
    path("debits/returns/", debits.returns, name="debit-returns"),
    path("debits/<uuid:collection_id>/came-back/", debits.note_return, name="debit-came-back"),
    path("debits/<uuid:collection_id>/again/", debits.again, name="debit-again"),
    path("debits/<uuid:collection_id>/withdraw/", debits.withdraw, name="debit-withdraw"),
    path("debits/files/", debit_files.listing, name="debit-files"),
    path("debits/files/<uuid:file_id>/", debit_files.show, name="debit-file"),
    path("debits/files/<uuid:file_id>/approve/", debit_files.approve, name="debit-file-approve"),
    path("debits/files/<uuid:file_id>/discard/", debit_files.discard, name="debit-file-discard"),
    path("debits/files/<uuid:file_id>/sent/", debit_files.mark_sent, name="debit-file-sent"),
    path("debits/files/<uuid:file_id>/download/", debit_files.download, name="debit-file-download"),
    path("debits/mandates/", mandates.listing, name="mandates"),
    path("debits/mandates/<uuid:mandate_id>/", mandates.show, name="mandate"),
    path("pool/", pool.listing, name="pool"),
    path("pool/add/", pool.add, name="pool-add"),
    path("pool/<uuid:number_id>/remove/", pool.remove, name="pool-remove"),
    path("offers/", offers.listing, name="offers"),
    path("offers/tariffs/new/", offers.tariff, name="tariff-new"),
    path("offers/tariffs/<uuid:offer_id>/", offers.tariff, name="tariff-edit"),
    path("offers/tariffs/<uuid:offer_id>/prices/", prices.listing, name="prices"),
    path("offers/tariffs/<uuid:offer_id>/prices/new/", prices.new, name="prices-new"),
    path("offers/tariffs/<uuid:offer_id>/prices/new/text/", prices.new_as_text, name="prices-new-text"),
    path("offers/tariffs/<uuid:offer_id>/prices/new/preview/", prices.preview, name="prices-preview"),
    path("offers/prices/<uuid:prices_id>/", prices.version, name="prices-version"),
    path("offers/prices/<uuid:prices_id>/download/", prices.download, name="prices-download"),
    path("offers/prices/<uuid:prices_id>/take-back/", prices.take_back, name="prices-take-back"),
    path("offers/prices/<uuid:prices_id>/change/", price_changes.change, name="prices-change"),
    path("offers/options/new/", offers.option, name="option-new"),
    path("offers/options/<uuid:offer_id>/", offers.option, name="option-edit"),
    path("staff/", staff.listing, name="staff"),
    path("staff/new/", staff.new, name="staff-new"),
    path("staff/<uuid:user_id>/", staff.edit, name="staff-edit"),
    path("staff/<uuid:user_id>/password/", staff.password, name="staff-password"),
    path("staff/<uuid:user_id>/second-step/", staff.second_step, name="staff-second-step"),
    path("staff/<uuid:user_id>/deactivate/", staff.deactivate, name="staff-deactivate"),
    path("staff/<uuid:user_id>/reinstate/", staff.reinstate, name="staff-reinstate"),
    path("teams/new/", staff.new_team, name="team-new"),
    path("teams/<uuid:team_id>/", staff.edit_team, name="team-edit"),
    path("teams/<uuid:team_id>/remove/", staff.remove_team, name="team-remove"),
    path("letters/", letters.listing, name="letters"),
    path("letters/<uuid:letter_id>/retry/", letters.retry, name="letter-retry"),
    path("letters/<uuid:letter_id>/cancel/", letters.cancel, name="letter-cancel"),
    path("numbers/", numbers.listing, name="unknown-numbers"),
    path("numbers/assign/", numbers.assign, name="number-assign"),
    path("wishes/", wishes.listing, name="wishes"),
    path("wishes/<uuid:wish_id>/", wishes.answer, name="wish"),
    path("wishes/<uuid:wish_id>/take-up/", wishes.take_up, name="wish-take-up"),
    path("enquiries/", enquiries.listing, name="enquiries"),
    path("enquiries/<uuid:enquiry_id>/", enquiries.show, name="enquiry"),
    path("enquiries/<uuid:enquiry_id>/spoken/", enquiries.spoken, name="enquiry-spoken"),
    path("enquiries/<uuid:enquiry_id>/close/", enquiries.close, name="enquiry-close"),
    path("enquiries/<uuid:enquiry_id>/erase/", enquiries.erase, name="enquiry-erase"),
    path("enquiries/<uuid:enquiry_id>/convert/", enquiries.convert, name="enquiry-convert"),
    path("abuse/", abuse.cases, name="abuse"),
    path("abuse/<uuid:case_id>/", abuse.case, name="abuse-case"),
    path("abuse/<uuid:case_id>/look/", abuse.look, name="abuse-look"),
    path("abuse/<uuid:case_id>/close/", abuse.close, name="abuse-close"),
    path("abuse/<uuid:case_id>/forms/<uuid:sender_id>/", abuse.reveal, name="abuse-reveal"),
    path("reviews/", reviews.queue, name="reviews"),
    path("reviews/<uuid:version_id>/", reviews.review, name="review"),
    path("reviews/<uuid:version_id>/approve/", reviews.approve, name="review-approve"),
    path("reviews/<uuid:version_id>/back/", reviews.send_back, name="review-back"),
    path(f"{_FILE}rotas/", rotas.listing, name="rotas"),
]

urlpatterns += billing_urls.urlpatterns + privacy_urls.urlpatterns + reminder_urls.urlpatterns
urlpatterns += claim_urls.urlpatterns + handing_urls.urlpatterns + website_urls.urlpatterns
urlpatterns += claim_urls.urlpatterns + handing_urls.urlpatterns + request_urls.urlpatterns
urlpatterns += billing_urls.urlpatterns + privacy_urls.urlpatterns + register_urls.urlpatterns + reminder_urls.urlpatterns
urlpatterns += claim_urls.urlpatterns + handing_urls.urlpatterns

urlpatterns += [path(f"{_FILE}contracts/<uuid:contract_id>/{deed.slug}/", contracts.do, {"deed": deed}, name=deed.name) for deed in DEEDS]

urlpatterns += [path(f"{_FILE}account/{deed.slug}/", accounts.do, {"deed": deed}, name=deed.name) for deed in ACCOUNT_DEEDS]
urlpatterns += [
    path(f"{_FILE}account/<uuid:entry_id>/{deed.slug}/", accounts.do_with, {"deed": deed}, name=deed.name) for deed in ENTRY_DEEDS
]
urlpatterns += [
    path(f"debits/mandates/<uuid:mandate_id>/{deed.slug}/", mandates.do, {"deed": deed}, name=deed.name) for deed in mandates.DEEDS
]

for section in SECTIONS:
    urlpatterns += [
        path(f"{_FILE}{section.slug}/new/", records.add, {"section": section}, name=f"{section.slug}-add"),
        path(f"{_FILE}{section.slug}/<uuid:record_id>/", records.change, {"section": section}, name=f"{section.slug}-change"),
        path(f"{_FILE}{section.slug}/<uuid:record_id>/remove/", records.remove, {"section": section}, name=f"{section.slug}-remove"),
    ]
    if section.ordered:
        urlpatterns.append(path(f"{_FILE}{section.slug}/<uuid:record_id>/up/", records.up, {"section": section}, name=f"{section.slug}-up"))

for kind in rotas.KINDS:
    urlpatterns += [
        path(f"{_FILE}{kind.slug}/new/", rotas.add, {"kind": kind}, name=f"{kind.slug}-add"),
        path(f"{_FILE}{kind.slug}/<uuid:record_id>/", rotas.change, {"kind": kind}, name=f"{kind.slug}-change"),
        path(f"{_FILE}{kind.slug}/<uuid:record_id>/remove/", rotas.remove, {"kind": kind}, name=f"{kind.slug}-remove"),
    ]

urlpatterns += of_cases
