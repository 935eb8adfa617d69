"""`vorzimmer prove-no-log`: visits the real server with marks that are unmistakable, and looks for them in all that was written."""

from vorzimmer.server.no_log.proof import prove

__all__ = ("prove",)
