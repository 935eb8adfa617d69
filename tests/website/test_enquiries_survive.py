"""What was confirmed is there, whatever happens to the machine: enquiries on a real server that is killed in the middle of it."""

import contextlib
from concurrent.futures import ThreadPoolExecutor

import httpx

FORMS = 120
TOKENS = f"""
from datetime import UTC, datetime, timedelta
from vorzimmer.website.form_token import FormToken
for _ in range({FORMS}):
    token = FormToken.new(datetime.now(UTC) - timedelta(minutes=1))
    print(token.id.hex, token.signed("enquiry"))
"""
KEPT = """
from vorzimmer.customers.models import Enquiry, SenderAddress
for each in Enquiry.objects.all():
    print(each.pk.hex, each.senders.count())
"""
HEADERS = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "de"}


def post(server, number, token):
    """Send a form from a line of its own; the status, or nothing when no answer came."""
    data = {"token": token, "name": "Ida Moos", "email": "ida@moos.example", "text": f"Frage {number}"}
    transport = httpx.HTTPTransport(local_address=f"127.0.{number}.1")
    with httpx.Client(transport=transport, timeout=20) as client, contextlib.suppress(httpx.HTTPError):
        return client.post(f"{server.url}/contact/", data=data, headers=HEADERS).status_code
    return None


def test_what_was_confirmed_is_there_after_a_power_cut_once_and_with_its_sender(running_server):
    forms = [line.split() for line in running_server.python(TOKENS).splitlines()]
    with ThreadPoolExecutor(8) as browsers:
        asked = [browsers.submit(post, running_server, number, token) for number, (_key, token) in enumerate(forms)]
        asked[FORMS // 2].result()
        running_server.kill()
        confirmed = {key for (key, _token), answer in zip(forms, asked, strict=True) if answer.result() == 303}
    kept = dict(line.split() for line in running_server.python(KEPT).splitlines())
    assert FORMS // 2 - 8 < len(confirmed) < FORMS
    assert confirmed <= kept.keys()
    assert set(kept.values()) == {"1"}

    running_server.start()
    with ThreadPoolExecutor(8) as browsers:  # the browsers of all try once more
        again = list(browsers.map(lambda form: post(running_server, form[0], form[1][1]), enumerate(forms)))
    assert set(again) == {303}
    kept = dict(line.split() for line in running_server.python(KEPT).splitlines())
    assert kept == {key: "1" for key, _token in forms}
