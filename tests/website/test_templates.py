"""No template and no style sheet asks for anything from elsewhere, or needs a looser content policy."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "vorzimmer"
TEMPLATES = sorted((PACKAGE / "templates").rglob("*.html"))
OWN = [path for path in sorted((PACKAGE / "static").rglob("*")) if "vendor" not in path.parts]
ICONS = set(re.findall(r'<symbol id="([^"]+)"', (PACKAGE / "static/icons.svg").read_text("utf-8")))
ADDRESSES = {"href", "src", "action", "formaction", "srcset", "poster", "data", "hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete"}
FOREIGN = re.compile(r"^\s*(?:[a-z]+:)?//", re.IGNORECASE)


def named(path):
    return path.relative_to(PACKAGE).as_posix()


def without_django(text):
    """Only the HTML: comments and tags go, a static file becomes its address, a variable a word."""
    text = re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\{% static .*?%\}", "/static/file", text)
    return re.sub(r"\{%.*?%\}", "", re.sub(r"\{\{.*?\}\}", "word", text))


class Breaches(HTMLParser):
    """Collects what the content policy would refuse."""

    def __init__(self):
        super().__init__()
        self.found = []
        self.in_script = False

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        self.in_script = tag == "script"
        if tag == "style":
            self.found.append("<style>")
        if tag == "script" and not (names.get("src") or "").startswith("/static/"):
            self.found.append("<script> without a file of ours")
        for name, value in attrs:
            if name == "style" or name.startswith(("on", "hx-on")):
                self.found.append(f"{name}=")
            if name in ADDRESSES and value and (FOREIGN.match(value) or value.lower().startswith(("javascript:", "data:"))):
                self.found.append(f"{name}={value}")

    def handle_data(self, data):
        if self.in_script and data.strip():
            self.found.append("inline script")

    def handle_endtag(self, tag):
        if tag == "script":
            self.in_script = False


def breaches(html):
    parser = Breaches()
    parser.feed(html)
    return parser.found


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_needs_nothing_inline_and_nothing_from_elsewhere(path):
    assert breaches(without_django(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "bad",
    [
        "<script>alert(1)</script>",
        '<script src="https://cdn.example/x.js"></script>',
        '<p style="color: red">',
        "<style>p {}</style>",
        '<button onclick="x()">',
        '<button hx-on:click="x()">',
        '<img src="//cdn.example/x.png">',
        '<a href="javascript:x()">',
        '<img src="data:image/png;base64,AA">',
    ],
)
def test_the_check_sees_each_breach(bad):
    assert breaches(without_django(bad)) != []


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_every_icon_of_a_template_is_in_the_sprite(path):
    text = path.read_text("utf-8")
    used = set(re.findall(r"""\{% icon ["']([^"']+)""", text)) | set(re.findall(r"""\bicon=["']([^"']+)""", text))
    assert used <= ICONS


@pytest.mark.parametrize("path", [path for path in OWN if path.suffix in {".css", ".js", ".svg"}], ids=named)
def test_a_file_of_ours_names_no_other_origin(path):
    text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
    assert re.findall(r"https?://|url\(\s*['\"]?//|@import|data:image|sourceMappingURL|\beval\(", text) == []


def test_every_band_has_a_colour():
    css = (PACKAGE / "static/css/vorzimmer.css").read_text("utf-8")
    assert [number for number in range(12) if f".band-{number} {{ --band:" not in css] == []
