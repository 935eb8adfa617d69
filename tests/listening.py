"""A browser that listens to live events of a running server."""

import json
import queue
import threading

import httpx

SIGN_IN = """
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from vorzimmer.accounts.actions import create_user
from vorzimmer.accounts.models import User
from vorzimmer.domain.roles import Role
user = User.objects.filter(email={email!r}).first() or create_user(email={email!r}, name="Test", role=Role({role!r}))
session = SessionStore()
session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), "django.contrib.auth.backends.ModelBackend"
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.save()
print(user.pk, session.session_key)
"""


def sign_in(server, *, email="anna@example.org", role="owner"):
    """Sign somebody in without a browser; returns the user's id and the session's key."""
    user, session = server.python(SIGN_IN.format(email=email, role=role)).split()
    return user, session


class Listener:
    """Listens in a thread. `next` waits for a message: (id or None, data)."""

    def __init__(self, server, session, *, last_seen=None):
        self.ended = threading.Event()
        self.status = None
        self._messages = queue.Queue()
        self._connected = threading.Event()
        self._client = httpx.Client(base_url=server.url, cookies={"vorzimmer": session}, timeout=30)
        headers = {} if last_seen is None else {"Last-Event-ID": str(last_seen)}
        threading.Thread(target=self._listen, args=(headers,), daemon=True).start()
        assert self._connected.wait(10)

    def _listen(self, headers):
        try:
            with self._client.stream("GET", "/live", headers=headers) as response:
                self.status = response.status_code
                fields = {}
                for line in response.iter_lines():
                    if line:
                        name, _, value = line.partition(": ")
                        fields[name] = value
                    else:
                        self._take(fields)
                        fields = {}
        except httpx.HTTPError:
            pass
        finally:
            self._connected.set()
            self.ended.set()

    def _take(self, fields):
        if "data" in fields:
            self._messages.put((int(fields["id"]) if "id" in fields else None, json.loads(fields["data"])))
        elif "id" in fields:
            self._connected.set()  # the last words of the greeting

    def next(self, *, seconds=5):
        return self._messages.get(timeout=seconds)

    def hears_nothing(self, *, seconds):
        try:
            return self._messages.get(timeout=seconds) is None
        except queue.Empty:
            return True

    def close(self):
        self._client.close()
