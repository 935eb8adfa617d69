"""Says at the door which moment it is: what is past its time is hidden from every page."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from vorzimmer.privacy.reading import HighWater, reading_at

Answer = Callable[[HttpRequest], HttpResponseBase]


def _now() -> datetime:
    return timezone.now()  # noqa: TID251  (a middleware stands at the door, where the clock is read)


class ReadingClock:
    """Hides from the views what is past its time. The clock of the process never goes back (law.md 6.1, trap 17)."""

    def __init__(self, get_response: Answer, *, clock: Callable[[], datetime] = _now) -> None:
        self.get_response = get_response
        self.clock = clock
        self.high_water = HighWater()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with reading_at(self.high_water.reach(self.clock())):
            return self.get_response(request)
