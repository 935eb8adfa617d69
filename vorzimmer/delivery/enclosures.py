"""Files that go along with an e-mail. They are fetched from the room that keeps them when it is sent: the outbox holds their name only."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


class NotThere(LookupError):
    """What was to go along is erased, or nobody keeps files of this kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file as the receiver gets it."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


Fetch = Callable[[str], Sequence[File]]
"""Gives the files of an id. Raises `NotThere`."""

_KEEPERS: dict[str, Fetch] = {}


def keep(kind: str, fetch: Fetch) -> None:
    """Say who keeps the files of a kind; the name of an enclosure is "kind:id"."""
    _KEEPERS[kind] = fetch


def files_of(encloses: str) -> Sequence[File]:
    """Fetch what goes along with a message; nothing for a blank name. Raises `NotThere`."""
    if not encloses:
        return ()
    kind, _, ref = encloses.partition(":")
    if kind not in _KEEPERS:
        raise NotThere(kind)
    return _KEEPERS[kind](ref)
