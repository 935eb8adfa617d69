"""Addresses of the orders area."""

from django.urls import path

from vorzimmer.portal.orders import overview, records, rotas, versions
from vorzimmer.portal.orders.kinds import KINDS

_OF = "orders/<uuid:customer_id>/"

urlpatterns = [
    path("orders/", overview.orders, name="orders"),
    path(_OF, overview.overview, name="orders-of"),
    path(f"{_OF}today/", overview.today, name="orders-today"),
    path(f"{_OF}today/<uuid:record_id>/over/", overview.today_over, name="orders-today-over"),
    path(f"{_OF}begin/", overview.begin, name="orders-begin"),
    path(f"{_OF}preview/", versions.look, name="orders-preview"),
    path(f"{_OF}changes/", versions.changes, name="orders-changes"),
    path(f"{_OF}publish/", versions.publish, name="orders-publish"),
    path(f"{_OF}discard/", versions.discard, name="orders-discard"),
    path(f"{_OF}versions/", versions.versions, name="orders-versions"),
    path(f"{_OF}versions/<uuid:version_id>/", versions.version, name="orders-version"),
    path(f"{_OF}versions/<uuid:version_id>/restore/", versions.restore, name="orders-restore"),
    path(f"{_OF}rotas/", rotas.rotas, name="rotas"),
]

for kind in KINDS:
    name = f"orders-{kind.slug}"
    if kind.section is not None:
        urlpatterns.append(path(f"{_OF}{kind.slug}/", overview.section, {"kind": kind}, name=name))
    urlpatterns += [
        path(f"{_OF}{kind.slug}/new/", records.add, {"kind": kind}, name=f"{name}-add"),
        path(f"{_OF}{kind.slug}/<uuid:record_id>/", records.change, {"kind": kind}, name=f"{name}-change"),
        path(f"{_OF}{kind.slug}/<uuid:record_id>/remove/", records.remove, {"kind": kind}, name=f"{name}-remove"),
    ]
    if kind.ordered:
        urlpatterns += [
            path(f"{_OF}{kind.slug}/<uuid:record_id>/up/", records.up, {"kind": kind}, name=f"{name}-up"),
            path(f"{_OF}{kind.slug}/<uuid:record_id>/down/", records.down, {"kind": kind}, name=f"{name}-down"),
        ]
