"""Addresses of the part of the office that bills."""

from django.urls import path

from vorzimmer.office.views import chain, invoice_deeds, invoices, rebilling, run_items, runs

_RUN = "billing/runs/<uuid:run_id>/"
_INVOICE = "invoices/<uuid:document_id>/"
_ITEM = f"{_RUN}customers/<uuid:item_id>/"

urlpatterns = [
    path("billing/", runs.months, name="billing"),
    path("billing/begin/", runs.begin, name="billing-begin"),
    path(_RUN, runs.run, name="run"),
    path(f"{_RUN}rate/", runs.rate, name="run-rate"),
    path(f"{_RUN}progress/", runs.progress, name="run-progress"),
    path(f"{_RUN}anew/", runs.anew, name="run-anew"),
    path(f"{_RUN}refused/", runs.refused_again, name="run-refused"),
    path(f"{_RUN}release/", runs.release, name="run-release"),
    path(_ITEM, run_items.show, name="run-item"),
    path(f"{_ITEM}draft/<int:number>/", run_items.pdf, name="run-item-pdf"),
    path(f"{_ITEM}hold/", run_items.hold, name="run-item-hold"),
    path(f"{_ITEM}let-go/", run_items.let_go, name="run-item-let-go"),
    path(f"{_ITEM}again/", run_items.again, name="run-item-again"),
    path("billing/interim/", rebilling.interim, name="interim"),
    path("billing/interim/<uuid:customer_id>/", rebilling.interim_issue, name="interim-issue"),
    path("billing/changed/", rebilling.changed, name="changed"),
    path("billing/changed/<uuid:customer_id>/<int:year>/<int:month>/", rebilling.anew, name="month-anew"),
    path("invoices/", invoices.listing, name="invoices"),
    path("invoices/download/", invoices.download, name="invoices-download"),
    path("invoices/new/", invoice_deeds.new, name="invoice-new"),
    path("invoices/new/preview/", invoice_deeds.preview, name="invoice-preview"),
    path(_INVOICE, invoices.show, name="invoice"),
    path(f"{_INVOICE}pdf/", invoices.pdf, name="invoice-pdf"),
    path(f"{_INVOICE}xml/", invoices.xml, name="invoice-xml"),
    path(f"{_INVOICE}calls/", invoices.calls, name="invoice-calls"),
    path(f"{_INVOICE}copy/", invoice_deeds.copy, name="invoice-copy"),
    path(f"{_INVOICE}posted/", invoice_deeds.posted, name="invoice-posted"),
    path(f"{_INVOICE}cancel/", invoice_deeds.cancel, name="invoice-cancel"),
    path("billing/chain/", chain.show, name="chain"),
    path("billing/chain/check/", chain.check, name="chain-check"),
]
