"""A telephone system that connects its calls itself and only tells of them, seen as a switchboard."""

import asyncio
from collections.abc import Sequence
from typing import NoReturn

from vorzimmer.telephony.switchboard import Capability, NotSupported, Receiver, RejectReason, Snapshot, Target


class DisplayOnly:
    """Listens by HTTP (see `webhooks`) and takes no commands: all raise NotSupported."""

    capabilities = Capability.DISPLAY_ONLY

    def __init__(self, engine_id: str) -> None:
        self.engine_id = self.host = engine_id

    async def run(self, receive: Receiver) -> None:  # noqa: ARG002  the events come by HTTP
        await asyncio.Event().wait()

    async def answer(self, leg_id: str) -> None:  # noqa: ARG002  as for all commands here: there is nothing to command
        self._refuse()

    async def reject(self, leg_id: str, reason: RejectReason) -> None:  # noqa: ARG002
        self._refuse()

    async def hang_up(self, leg_id: str) -> None:  # noqa: ARG002
        self._refuse()

    async def music(self, leg_id: str, *, on: bool) -> None:  # noqa: ARG002
        self._refuse()

    async def dial(self, leg_id: str, target: Target, *, call_id: str, caller_id: str, ring_seconds: float) -> None:  # noqa: ARG002
        self._refuse()

    async def join(self, bridge_id: str, leg_ids: Sequence[str]) -> None:  # noqa: ARG002
        self._refuse()

    async def hold(self, leg_id: str) -> None:  # noqa: ARG002
        self._refuse()

    async def unhold(self, leg_id: str) -> None:  # noqa: ARG002
        self._refuse()

    async def snapshot(self) -> Snapshot:
        """Unknown, which is not the same as nothing: an empty snapshot would end all calls."""
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise NotSupported(f"{self.engine_id} connects its calls itself")
