"""A mail server that is real, and workers that can be killed, for letters that leave."""

from tests.delivery.conftest import postbox, worker_process

__all__ = ("postbox", "worker_process")
