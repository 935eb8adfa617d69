"""Addresses of the portal."""

from django.urls import path

from vorzimmer.customers.contract_deeds import DEEDS
from vorzimmer.portal import contract
from vorzimmer.portal.orders.urls import urlpatterns as orders
from vorzimmer.portal.records import KINDS
from vorzimmer.portal.views import access, app, consents, costs, debts, disputes, invoices, messages, papers, records, requests, team

app_name = "portal"
urlpatterns = [
    path("", messages.messages, name="messages"),
    path("search/", messages.find, name="search"),
    path("messages.csv", messages.take_csv, name="messages-csv"),
    path("messages.pdf", messages.take_pdf, name="messages-pdf"),
    path("print/", messages.take_paper, name="print"),
    path("notes/<uuid:note_id>/", messages.note, name="note"),
    path("notes/<uuid:note_id>/done/", messages.done, name="note-done"),
    path("notes/<uuid:note_id>/comment/", messages.remark, name="note-comment"),
    path("notes/<uuid:note_id>/orders/", messages.ordered, name="note-orders"),
    path("status/", team.status, name="status"),
    path("people/<uuid:person_id>/status/", team.choose, name="status-choose"),
    path("people/<uuid:person_id>/me/", team.claim, name="person-claim"),
    path("absences/", team.absences, name="absences"),
    path("people/", team.people, name="people"),
    path("callers/", team.callers, name="callers"),
    path("access/", access.listing, name="access"),
    path("customers/<uuid:customer_id>/access/new/", access.invite, name="access-new"),
    path("customers/<uuid:customer_id>/access/<uuid:user_id>/password/", access.password, name="access-password"),
    path("customers/<uuid:customer_id>/access/<uuid:user_id>/remove/", access.remove, name="access-remove"),
    path("usage/", costs.usage, name="usage"),
    path("usage/<uuid:contract_id>/calls.csv", costs.take_csv, name="usage-csv"),
    path("usage/<uuid:contract_id>/<str:charge>/", costs.line, name="usage-line"),
    path("customers/<uuid:customer_id>/limit/", costs.limit, name="usage-limit"),
    path("itemised/", costs.itemised_lists, name="itemised"),
    path("customers/<uuid:customer_id>/itemised/", costs.itemise, name="itemise"),
    path("customers/<uuid:customer_id>/itemised.csv", costs.itemised_file, {"form": "csv"}, name="itemised-csv"),
    path("customers/<uuid:customer_id>/itemised.pdf", costs.itemised_file, {"form": "pdf"}, name="itemised-pdf"),
    path("documents/", papers.documents, name="documents"),
    path("invoices/", invoices.listing, name="invoices"),
    path("invoices/<uuid:document_id>/", invoices.invoice, name="invoice"),
    path("invoices/<uuid:document_id>/promise/", debts.promise, name="invoice-promise"),
    path("invoices/<uuid:document_id>/instalments/", debts.instalments, name="invoice-instalments"),
    path("reminders/<uuid:reminder_id>/pdf/", debts.reminder, name="reminder-pdf"),
    path("invoices/<uuid:document_id>/pdf/", invoices.pdf, name="invoice-pdf"),
    path("invoices/<uuid:document_id>/xml/", invoices.xml, name="invoice-xml"),
    path("invoices/<uuid:document_id>/dispute/", disputes.dispute, name="invoice-dispute"),
    path("wishes/", papers.wishes, name="wishes"),
    path("privacy/", papers.privacy, name="privacy"),
    path("privacy/right/", requests.right, name="privacy-right"),
    path("privacy/requests/<uuid:request_id>/copy.zip", requests.fetch, name="request-fetch"),
    path("privacy/requests/<uuid:request_id>/order/", requests.order, name="request-order"),
    path("privacy/requests/<uuid:request_id>/answered/", requests.answered, name="request-answered"),
    path("privacy/consents/", consents.listing, name="consents"),
    path("privacy/consents/change/", consents.change, name="consent-change"),
    path("privacy/accesses/", consents.accesses, name="accesses"),
    path("forwarding/", contract.forwarding, name="forwarding"),
    path("contracts/", contract.contracts, name="contracts"),
    path("options/<uuid:booked_id>/cancel/", contract.cancel, name="option-cancel"),
    path("more/", app.more, name="more"),
    path("manifest.webmanifest", app.manifest, name="manifest"),
    path("worker.js", app.worker, name="worker"),
    path("offline/", app.offline, name="offline"),
]

for kind in KINDS:
    urlpatterns += [
        path(f"customers/<uuid:customer_id>/{kind.slug}/new/", records.add, {"kind": kind}, name=f"{kind.slug}-add"),
        path(f"{kind.slug}/<uuid:record_id>/", records.change, {"kind": kind}, name=f"{kind.slug}-change"),
        path(f"{kind.slug}/<uuid:record_id>/remove/", records.remove, {"kind": kind}, name=f"{kind.slug}-remove"),
    ]

urlpatterns += orders
urlpatterns += [path(f"contracts/<uuid:contract_id>/{deed.slug}/", contract.do, {"deed": deed}, name=deed.name) for deed in DEEDS]
