"""A deed on a request in its own process that stops in the middle, to be killed: `python -m tests.privacy.request_process erase ID`."""

import sys
import time
from datetime import UTC, datetime

import django


def stop(*_args: object, **_more: object) -> None:
    print("in the middle", flush=True)  # noqa: T201  (the test reads it)
    time.sleep(60)


def main(what: str, key: str) -> None:
    django.setup()
    from vorzimmer.accounts.models import User  # noqa: PLC0415  (models load only after the settings)
    from vorzimmer.privacy import erasing, request_copy, request_deeds  # noqa: PLC0415
    from vorzimmer.privacy.models import DataRequest  # noqa: PLC0415

    asked, by, at = DataRequest.objects.get(pk=key), User.objects.get(role="privacy_officer"), datetime.now(UTC)
    if what == "erase":
        erasing.tombstones.record = stop
        request_deeds.carry_out(asked, contract_runs=False, at=at, by=by)
    else:
        request_copy.packed = stop
        request_copy.make_copy(asked, at=at, by=by)


if __name__ == "__main__":
    main(*sys.argv[1:])
