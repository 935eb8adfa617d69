"""Connections to others are opened in few places, and each asks the register of processors first (law.md S12)."""

import ast
import re

from tests.house.test_one_way_out import SOURCES, imports

OPENS = {"socket", "smtplib", "httpx", "http.client", "urllib.request", "ftplib", "telnetlib", "poplib", "imaplib", "requests", "aiohttp"}
CALLS = re.compile(r"\b(get_connection|EmailBackend|send_mail|mail_admins|open_connection|open_unix_connection|create_connection)$")

OUT = {
    "delivery/channels/email.py": "the mail server; the worker asks before each message",
    "delivery/channels/sms.py": "the SMS gateway; the worker asks before each message",
    "server/doctor.py": "tries the mail server; asks first",
}
"""Where something may be opened to somebody else, and who asks."""
IN = {
    "server/serve.py": "takes the port on which it is asked",
    "server/web.py": "takes the port on which it is asked",
    "server/no_log/proof.py": "visits itself, on 127.0.0.1",
    "server/no_log/proxy.py": "looks for a free port of its own",
    "server/no_log/visits.py": "visits itself, on 127.0.0.1",
}
ASK = {
    "delivery/worker.py": "refusal(",
    "server/doctor.py": "refusal(",
    "server/register_checks.py": "refusal(",
    "server/telephony.py": "refusal(",
    "api/views.py": "refusal(",
}


def opens(tree):
    """Say by what a module could open a connection."""
    found = {name for name in imports(tree) if name in OPENS or name.startswith("httpx.")}
    found |= {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call) and CALLS.search(ast.unparse(node.func))}
    return found - {"transaction.get_connection"}  # that is the database


def test_connections_to_others_are_opened_in_these_modules_only():
    found = {name for name, tree in SOURCES.items() if opens(tree) and not name.startswith("demo/")}
    assert found == set(OUT) | set(IN)


def test_the_ways_out_are_used_by_the_worker_only():
    users = {name for name, tree in SOURCES.items() for found in imports(tree) if found.startswith("vorzimmer.delivery.channels")}
    assert users == {"delivery/channels/__init__.py", "delivery/worker.py", "delivery/watching.py", "server/register_checks.py"}
    for name in ("delivery/watching.py", "server/register_checks.py"):
        asked = ast.unparse(SOURCES[name])
        assert "WAYS" not in asked
        assert "MailServer" not in asked


def test_each_of_them_asks_the_register():
    assert [name for name, words in ASK.items() if words not in ast.unparse(SOURCES[name])] == []


def test_this_test_sees_what_it_looks_for():
    for line in (
        "import httpx",
        "from smtplib import SMTP",
        "asyncio.open_connection('x', 1)",
        "mail.get_connection()",
        "import http.client",
    ):
        assert opens(ast.parse(line)), line
    assert not opens(ast.parse("import json\nconnections.all()"))
