"""Row 10: the open pages in a phone's browser (Chromium, slowed down four times), beside a page of one word from the same server."""

import shutil
from dataclasses import dataclass
from statistics import median
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench.agency import CAST, running
from bench.figures import Figures, Goal, Row

PAGES = {"home": "/", "prices": "/prices/", "sign-up": "/sign-up/"}
SLOWER = 4
"""How many times slower the processor of a telephone is."""
VISITS = 5
"""Of each kind; the median counts. A row is measured several times as well."""
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 3, "is_mobile": True, "has_touch": True, "locale": "de"}
OFFERS = f"""{CAST}
from datetime import UTC, datetime
from vorzimmer.billing.actions import bring_first_versions
from vorzimmer.customers.actions import bring_offers
bring_offers()
bring_first_versions(datetime.now(UTC))
"""
SEEN = """() => {
  const paints = performance.getEntriesByType("paint");
  const first = paints.find((entry) => entry.name === "first-contentful-paint");
  return first ? first.startTime : null;
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One page that was opened: bytes over the wire, requests that reached the server, milliseconds to the first content."""

    size: int
    requests: int
    paint: float


def visited(browser: Browser, address: str, *, warm: bool) -> Visit:
    """Open an address in a browser that knows nothing of it; `warm`: the second time."""
    context = browser.new_context(**PHONE)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    if warm:
        page.goto(address, wait_until="networkidle")
    sizes: dict[str, float] = {}
    cached: set[str] = set()

    def finished(event: dict[str, Any]) -> None:
        sizes[event["requestId"]] = event["encodedDataLength"]

    wire.on("Network.loadingFinished", finished)
    wire.on("Network.requestServedFromCache", lambda event: cached.add(event["requestId"]))
    page.goto(address, wait_until="networkidle")
    page.wait_for_function(f"({SEEN})() !== null")
    paint = page.evaluate(SEEN)
    context.close()
    fetched = {name: size for name, size in sizes.items() if size and name not in cached}
    return Visit(size=int(sum(fetched.values())), requests=len(fetched), paint=paint)


def usual(browser: Browser, address: str, *, warm: bool) -> Visit:
    visits = [visited(browser, address, warm=warm) for _ in range(VISITS)]
    return Visit(size=visits[-1].size, requests=visits[-1].requests, paint=median(visit.paint for visit in visits))


def run(seconds: float) -> Figures:  # noqa: ARG001  (every row is given a length)
    """The length of a load means nothing here: a visit is a visit."""
    path = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
    if path is None:
        raise SystemExit("bench: row 10 needs Chromium")
    figures: Figures = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        with running(settings="tests.server.standin") as server:
            figures["one word"] = usual(browser, f"{server.url}/word/", warm=False).paint
        with running() as server:
            server.python(OFFERS)
            for name, address in PAGES.items():
                for state in ("cold", "warm"):
                    visit = usual(browser, f"{server.url}{address}", warm=state == "warm")
                    figures |= {f"{name} {state} paint": visit.paint, f"{name} {state} size": visit.size / 1000}
                    figures[f"{name} {state} requests"] = visit.requests
        browser.close()
    return figures


ROW = Row(
    number=10,
    title="the website in a phone's browser, first visit and second",
    run=run,
    goals=tuple(
        goal
        for name in PAGES
        for goal in (
            Goal(figure=f"{name} cold paint", unit="ms", bound=500),
            Goal(figure=f"{name} cold paint", unit="ms", limit="one word", bound=3),
            Goal(figure=f"{name} cold size", unit="kB", bound=60),
            Goal(figure=f"{name} cold requests", unit="", bound=12),
            Goal(figure=f"{name} warm paint", unit="ms", limit="one word", bound=3),
            Goal(figure=f"{name} warm size", unit="kB", bound=30),
            Goal(figure=f"{name} warm requests", unit="", bound=2),
        )
    ),
)
