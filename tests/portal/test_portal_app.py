"""The portal as an app: it can be installed, keeps its looks, and never keeps what is about people."""

import json
import re

import pytest
from django.contrib.staticfiles import finders

from vorzimmer.portal.views.app import KEPT

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def test_the_manifest_can_be_installed(client):
    answer = client.get("/portal/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    manifest = json.loads(answer.content)
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("/portal/", "/portal/", "standalone")
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}
    for icon in manifest["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/")) is not None


def test_the_worker_keeps_static_files_and_the_page_without_a_connection_only(client):
    answer = client.get("/portal/worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    words = json.loads(re.search(r"= (\{.*\});", answer.content.decode())[1])
    assert words["offline"] == "/portal/offline/"
    assert [name for name in words["files"] if not name.startswith("/static/")] == []
    for name in KEPT:
        assert finders.find(name) is not None, name


def test_the_page_without_a_connection_asks_for_nothing_and_knows_nobody(reader):
    page = reader.get("/portal/offline/").content.decode()
    assert re.findall(r"<script[^>]*>", page) == ['<script src="/static/js/theme.js">']
    assert "csrf" not in page


def test_the_bar_has_the_ways_that_the_reader_may_go(reader, cast):
    bar = re.search(r'<nav class="portal-bar".*?</nav>', reader.get("/portal/status/").content.decode(), re.DOTALL)[0]
    assert [word for word in re.findall(r"<span>(\w+)</span>", bar) if word != "Instructions"] == ["Messages", "Status", "Usage", "More"]
    assert bar.count("aria-current") == 1
    cast.zahn_owner.role = "customer_user"
    cast.zahn_owner.save()
    bar = re.search(r'<nav class="portal-bar".*?</nav>', reader.get("/portal/absences/").content.decode(), re.DOTALL)[0]
    assert re.findall(r"<span>(\w+)</span>", bar) == ["Messages", "Status", "More"]
    assert bar.count("aria-current") == 1
