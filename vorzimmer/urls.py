"""Which face answers which address."""

from django.urls import include, path

urlpatterns = [
    path("", include("vorzimmer.website.urls")),
    path("desk/", include("vorzimmer.desk.urls")),
    path("portal/", include("vorzimmer.portal.urls")),
    path("office/", include("vorzimmer.office.urls")),
    path("api/", include("vorzimmer.api.urls")),
]

handler400 = "vorzimmer.website.views.bad_request"
handler403 = "vorzimmer.website.views.forbidden"
handler404 = "vorzimmer.website.views.not_found"
handler500 = "vorzimmer.website.views.server_error"
