"""`vorzimmer demo` as a visitor starts it: a process of its own, from an empty folder to the first call."""

import re
import socket
import subprocess
import sys
import time
from argparse import Namespace
from uuid import uuid4

import httpx
import pytest

from tests.running import START_SECONDS, RunningServer, databases_of_its_own
from vorzimmer.demo.firms import FIRMS
from vorzimmer.demo.people import PASSWORD
from vorzimmer.demo.run import Options

FOREIGN = "from tests.cast import Role, user; user('chefin@agentur.example', 'Clara Chefin', Role.OWNER)"
TAKE = re.compile(r"/desk/calls/([\w-]{36})/take/")


class Demo(RunningServer):
    """The demo in a process of its own. Mails would go to a server that is none if anything went out."""

    def __init__(self, home, environment):
        super().__init__(home, environment={**environment, "SMTP_URL": "smtp://127.0.0.1:9", "VORZIMMER_DEMO": "1"})
        del self.environment["PUBLIC_URL"]

    def start(self, *words):
        with self._output.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "vorzimmer", "demo", "--port", str(self.port), *words],
                cwd=self.home.parent,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        until(lambda: "Vorzimmer is ready at" in self.output or self._process.poll() is not None)
        assert self._process.poll() is None, self.output
        return self


def until(happened, *, seconds=START_SECONDS):
    deadline = time.monotonic() + seconds
    while not (found := happened()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)
    return found


@pytest.fixture
def demo(tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    with databases_of_its_own() as databases:
        demo = Demo(home, databases)
        yield demo
        demo.close()


def signed_in(url, email):
    """A browser in which somebody has signed in."""
    browser = httpx.Client(base_url=url, timeout=20, headers={"Referer": url})
    form = browser.get("/sign-in/").text
    names = {"csrfmiddlewaretoken": re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[1]}
    answer = browser.post("/sign-in/", data={**names, "email": email, "password": PASSWORD})
    assert answer.headers["Location"] == "/home/"
    browser.headers["X-CSRFToken"] = re.search(r'csrfmiddlewaretoken" value="(\w+)"', browser.get("/home/", follow_redirects=True).text)[1]
    return browser


def test_from_the_start_of_the_demo_to_the_first_note_in_the_portal_and_started_again(demo):
    demo.start()
    assert f"Sekretariat Lindenhof   {demo.url}/sign-in/" in demo.output
    assert f"Password for everybody: {PASSWORD}" in demo.output
    page = httpx.get(f"{demo.url}/sign-in/")
    assert page.status_code == 200
    assert "demo-banner" in page.text
    assert "Sekretariat Lindenhof" in page.text
    desk = signed_in(demo.url, "olga@lindenhof.example")
    assert TAKE.search(desk.get("/desk/").text) is None
    assert desk.post("/desk/presence/", data={"state": "free"}).status_code == 200
    call = until(lambda: TAKE.search(desk.get("/desk/").text))[1]
    assert desk.post(f"/desk/calls/{call}/take/").status_code == 200
    until(lambda: "☎" in demo.output)
    (firm,) = [firm for firm in FIRMS if f"☎ {firm.short_name} ←" in demo.output]
    words = {"note_id": str(uuid4()), "concern": "Ruft aus dem Test an.", "urgency": "2", "outcome": "for_information"}
    assert desk.post(f"/desk/calls/{call}/note/", data=words).status_code == 200
    (mail,) = until(lambda: list((demo.home / "mail").glob("*.eml")))
    assert f"{demo.url}/portal/notes/{words['note_id']}/" in mail.read_text("utf-8")
    portal = signed_in(demo.url, firm.users[0].email)
    assert "Ruft aus dem Test an." in portal.get("/portal/").text
    assert demo.stop() == 0
    assert demo.output.endswith("Stopped.\n")
    assert "ERROR" not in demo.output

    # the second start finds the agency as it was left, and takes the next free port
    assert "Inventing an agency" in demo.output
    with socket.create_server(("127.0.0.1", demo.port)):
        demo.start()
        assert "Inventing an agency" not in demo.output
        address = re.search(r"Vorzimmer is ready at (http://127.0.0.1:(\d+))", demo.output)
        assert demo.port < int(address[2]) <= demo.port + 20
        assert f"{address[1]}/sign-in/" in demo.output
        assert httpx.get(f"{address[1]}/sign-in/").status_code == 200
        assert demo.stop() == 0


def test_what_is_not_chosen_at_the_start_stays_as_it_is():
    assert Options.of(Namespace(run=print, port=8123, alone=True)) == Options(
        host="127.0.0.1", port=8123, threads=8, calls_per_minute=5, alone=True
    )


def test_the_demo_leaves_the_database_of_an_agency_alone(demo):
    assert demo.run("migrate").returncode == 0
    demo.python(FOREIGN)
    done = demo.run("demo", "--port", str(demo.port))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "vorzimmer: The database holds the data of another agency, and the demo leaves it alone. "
        "Unset DATABASE_URL or choose another home.\n"
    )
    assert demo.python("from vorzimmer.accounts.models import User; print(User.objects.count())") == "1\n"
