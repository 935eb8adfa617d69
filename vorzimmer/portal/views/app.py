"""More, and what makes the portal an app on the telephone: manifest, worker, and the page without a connection.

The last three are the same for everybody and say nothing about anybody, so they are open.
"""

import hashlib
import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from vorzimmer.portal.doors import reader_in, reader_only

KEPT = (
    "vendor/tabler/tabler.min.css",
    "css/vorzimmer.css",
    "css/portal.css",
    "js/theme.js",
    "js/page.js",
    "js/rows.js",
    "js/live.js",
    "js/portal.js",
    "django_htmx/htmx-2.min.js",
    "icons.svg",
    "brand.svg",
)
"""Static files that the worker keeps, so that the portal opens at once and the page without a connection has its looks."""


@reader_only
@require_safe
def more(request: HttpRequest) -> HttpResponseBase:
    """Lead to everything else; name, language, appearance, signing out."""
    return render(request, "portal/more.html", {"customers": reader_in(request).customers.all()})


@require_safe
def manifest(request: HttpRequest) -> HttpResponseBase:  # noqa: ARG001  (Django's signature)
    """Say how the portal is installed (W3C Web Application Manifest)."""
    icons = [{"src": static(f"icons/app-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"} for size in (192, 512)]
    answer = JsonResponse(
        {
            "name": settings.AGENCY_NAME,
            "short_name": settings.AGENCY_NAME,
            "id": reverse("portal:messages"),
            "start_url": reverse("portal:messages"),
            "scope": reverse("portal:messages"),
            "display": "standalone",
            "background_color": "#faf8f4",
            "theme_color": "#0f6b6b",
            "icons": [*icons, {**icons[1], "src": static("icons/app-maskable-512.png"), "purpose": "maskable"}],
        },
        content_type="application/manifest+json",
    )
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


@require_safe
def worker(request: HttpRequest) -> HttpResponseBase:
    """Give the service worker. It keeps the static files named here and the page without a connection, and nothing else."""
    files = [static(name) for name in KEPT]
    version = hashlib.sha256("\n".join(files).encode()).hexdigest()[:12]
    context = {"words": json.dumps({"cache": f"portal-{version}", "files": files, "offline": reverse("portal:offline")})}
    answer = render(request, "portal/worker.js", context, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@require_safe
def offline(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  (Django's signature)
    """Say that there is no connection. It is kept in the browser, so it is made without asking who is there."""
    return HttpResponse(render_to_string("portal/offline.html", {"agency_name": settings.AGENCY_NAME, "demo": settings.DEMO}))
