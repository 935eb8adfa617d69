"""Addresses of the part of the office that bills."""

from django.urls import path

from vorzimmer.office.views import rebilling, run_items, runs

_RUN = "billing/runs/<uuid:run_id>/"
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
]
