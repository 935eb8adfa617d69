"""Pages that are slow, long, broken, or that repeat what they were told."""

import time
from datetime import UTC, datetime

from django.db import transaction
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from vorzimmer.live.actions import publish


def slow(request):
    """Save something after two seconds."""
    time.sleep(2)
    with transaction.atomic():
        publish(channel="staff", kind="call", ref="slow page", at=datetime.now(UTC))
    return HttpResponse("done")


def long(request):
    return StreamingHttpResponse(b"%07d\n" % number for number in range(1_000_000))


def broken(request):
    raise ValueError(f"cannot take {request.GET['secret']}")


def broken_off(request):
    def chunks():
        yield b"x" * 100_000
        raise ValueError(f"cannot take {request.GET['secret']}")

    return StreamingHttpResponse(chunks())


@csrf_exempt
def echo(request, rest):
    names = ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "CONTENT_TYPE", "CONTENT_LENGTH", "REMOTE_ADDR", "HTTP_X_ONE", "HTTP_COOKIE")
    return JsonResponse({"body": request.body.decode(), **{name: request.META.get(name) for name in names}})


@csrf_exempt
def say(request):
    """Publish a live event of the given channel."""
    with transaction.atomic():
        publish(channel=request.GET["channel"], kind="call", ref=request.GET["ref"], at=datetime.now(UTC))
    return HttpResponse(status=204)


def word(request):
    """Show as little as a browser can paint."""
    return HttpResponse("<!doctype html><title>Word</title><p>Word")


urlpatterns = [
    path("slow/", slow),
    path("long/", long),
    path("broken/", broken),
    path("broken-off/", broken_off),
    path("echo/<path:rest>", echo),
    path("say/", say),
    path("word/", word),
]


def not_found(request, exception):
    return HttpResponse(status=404)


def server_error(request):
    return HttpResponse(status=500)


handler404 = not_found
handler500 = server_error
