"""Row 11: enquiries sent by everybody at once and a flood from one line, beside pages that are only read; what was confirmed is counted."""

import http.client
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

from bench.agency import CAST, running
from bench.figures import Figures, Goal, Row, percentile

BROWSERS = 8
MOST_A_SECOND = 400
"""Forms that are prepared for each second: more than are wanted."""
SEE_OTHER = 303
TOO_MANY = 429
TOKENS = """
from datetime import UTC, datetime, timedelta
from vorzimmer.website.form_token import FormToken
for _ in range({count}):
    print(FormToken.new(datetime.now(UTC) - timedelta(minutes=1)).signed("enquiry"))
"""
KEPT = """
from vorzimmer.customers.models import Enquiry, SenderAddress
print(Enquiry.objects.count(), SenderAddress.objects.count())
"""
HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin", "Accept-Language": "de"}


def post(port: int, address: str, token: str) -> tuple[int, float]:
    """Send a form from an address of this machine; the status, and how many milliseconds it took."""
    body = urlencode({"token": token, "name": "Ida Moos", "email": "ida@moos.example", "text": "Antworten Sie auch am Samstag? " * 5})
    start = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30, source_address=(address, 0))
    connection.request("POST", "/contact/", body=body, headers=HEADERS)
    status = connection.getresponse().status
    connection.close()
    return status, (time.perf_counter() - start) * 1000


def read(port: int, seconds: float) -> float:
    """Pages a second that browsers read who send nothing: the same form, not filled in."""
    end, count = time.perf_counter() + seconds, 0
    with ThreadPoolExecutor(BROWSERS) as browsers:

        def reading() -> int:
            pages = 0
            while time.perf_counter() < end:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
                connection.request("GET", "/contact/", headers=HEADERS)
                connection.getresponse().read()
                connection.close()
                pages += 1
            return pages

        count = sum(each.result() for each in [browsers.submit(reading) for _ in range(BROWSERS)])
    return count / seconds


def run(seconds: float) -> Figures:
    with running() as server:
        server.python(CAST)
        tokens = server.python(TOKENS.format(count=int(seconds * MOST_A_SECOND) + 200)).split()
        limit = read(server.port, seconds / 2)
        flood: list[int] = []
        over = threading.Event()

        def flooding() -> None:
            while not over.is_set():
                flood.append(post(server.port, "127.255.255.1", tokens[0])[0])
                time.sleep(0.02)

        flooder = threading.Thread(target=flooding)
        flooder.start()
        end = time.perf_counter() + seconds

        def sending(turn: int) -> list[tuple[int, float]]:
            sent = []
            for number in range(1 + turn, len(tokens), BROWSERS):
                if time.perf_counter() > end:
                    break
                sent.append(post(server.port, f"127.{number // 250 + 1}.{number % 250}.9", tokens[number]))
            return sent

        with ThreadPoolExecutor(BROWSERS) as browsers:
            sent = [one for each in browsers.map(sending, range(BROWSERS)) for one in each]
        over.set()
        flooder.join()
        kept, senders = (int(number) for number in server.python(KEPT).split())
    confirmed = sum(status == SEE_OTHER for status, _ in sent) + (SEE_OTHER in flood)  # the flood sends one form again and again
    return {
        "forms": sum(status == SEE_OTHER for status, _ in sent) / seconds,
        "p99": percentile([took for _, took in sent], 99),
        "lost": float(abs(confirmed - kept) + abs(kept - senders)),
        "others turned away": float(sum(status != SEE_OTHER for status, _ in sent)),
        "flood turned away": 100 * sum(status == TOO_MANY for status in flood) / len(flood),
        "pages read": limit,
    }


ROW = Row(
    number=11,
    title="enquiries from everywhere at once, with a flood from one line",
    run=run,
    goals=(
        Goal(figure="forms", unit="a second", bound=200, at_least=True),
        Goal(figure="forms", unit="a second", limit="pages read", bound=0.4, at_least=True),
        Goal(figure="p99", unit="ms", bound=200),
        Goal(figure="lost", unit="", bound=0),
        Goal(figure="others turned away", unit="", bound=0),
        Goal(figure="flood turned away", unit="%", bound=80, at_least=True),
    ),
)
