"""Makes the style sheet of the open pages: what of Tabler they use, and no more. A tenth of the bytes, and of what a telephone must read.

`tools/open_css.py` writes `vorzimmer/static/css/tabler-open.css` anew; `--check` changes nothing and fails when it is not what it would be.
A rule stays when every class that it names stands somewhere in the templates of the open pages, a variable when something uses it.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "vorzimmer"
TABLER = PACKAGE / "static/vendor/tabler/tabler.min.css"
TARGET = PACKAGE / "static/css/tabler-open.css"
OWN = (PACKAGE / "static/css/vorzimmer.css", PACKAGE / "static/css/website.css")
PUT_TOGETHER = frozenset({"form-control-lg", "form-select-lg"})
"""Classes that no template names in one piece (website/tags.py)."""
_WORD = re.compile(r"[A-Za-z][\w-]*")
_CLASS = re.compile(r"\.((?:\\.|[\w-])+)")
_WITHOUT = re.compile(r":not\((?:[^()]|\([^()]*\))*\)")
_VARIABLE = re.compile(r"--[\w-]+")
_DECLARED = re.compile(r"(?:^|;)\s*(--[\w-]+)\s*:")


def words() -> frozenset[str]:
    """Collect every word of the templates of the open pages, and of what makes their fields."""
    files = [*(PACKAGE / "templates").glob("*.html"), *(PACKAGE / "templates/website").rglob("*.html")]
    files += [*(PACKAGE / "templates/parts").rglob("*.html"), *(PACKAGE / "website").glob("*.py"), *(PACKAGE / "static/js").glob("*.js")]
    return frozenset(word for path in files for word in _WORD.findall(path.read_text("utf-8"))) | PUT_TOGETHER


def rules(css: str) -> Iterator[tuple[str, str]]:
    """Give what stands at the top of a style sheet: what is before the brace, and what is in it ("" for a statement without one).

    No brace may stand in quotation marks; in Tabler none does.
    """
    place = 0
    while place < len(css):
        semicolon, brace = css.find(";", place), css.find("{", place)
        if brace < 0 or 0 <= semicolon < brace:
            end = semicolon if semicolon >= 0 else len(css)
            yield css[place:end], ""
            place = end + 1
            continue
        end, depth = brace + 1, 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        yield css[place:brace], css[brace + 1 : end - 1]
        place = end


def split(text: str, at: str) -> list[str]:
    """Split at a sign that stands in no bracket and in no quotation."""
    pieces, depth, quote, start = [], 0, "", 0
    for place, sign in enumerate(text):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign in "([":
            depth += 1
        elif sign in ")]":
            depth -= 1
        elif sign == at and not depth:
            pieces.append(text[start:place])
            start = place + 1
    return [*pieces, text[start:]]


def is_used(selector: str, known: frozenset[str]) -> bool:
    return all(name.replace("\\", "") in known for name in _CLASS.findall(_WITHOUT.sub("", selector)))


def kept(css: str, known: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Give the rules that an open page may use."""
    for head, body in rules(css):
        if head.startswith(("@media", "@supports")):
            inner = "".join(written(kept(body, known)))
            if inner:
                yield head, inner
        elif head.startswith("@"):
            yield head, body
        elif selectors := [selector for selector in split(head, ",") if is_used(selector, known)]:
            yield ",".join(selectors), body


def written(found: Iterable[tuple[str, str]]) -> Iterator[str]:
    for head, body in found:
        yield f"{head}{{{body}}}" if body else f"{head};" if head.startswith("@") else ""


def without_unused(css: str, own: str) -> str:
    """Drop variables that nothing asks for, until there is none, and movements that nothing makes."""
    while True:
        asked = set(re.findall(r"var\((--[\w-]+)", css + own))
        text = _only(css, asked)
        if text == css:
            return css
        css = text


def _only(css: str, asked: set[str]) -> str:
    pieces = []
    for head, body in rules(css):
        if head.startswith(("@media", "@supports")):
            if inner := _only(body, asked):
                pieces.append(f"{head}{{{inner}}}")
        elif head.startswith("@keyframes"):
            if re.search(rf"animation[^;}}]*\b{re.escape(head.split()[1])}\b", css):
                pieces.append(f"{head}{{{body}}}")
        elif head.startswith("@"):
            pieces.append(f"{head}{{{body}}}" if body else f"{head};")
        else:
            lines = [line for line in split(body, ";") if not (found := _DECLARED.match(line)) or found[1] in asked]
            if any(line.strip() for line in lines):
                pieces.append(f"{head}{{{';'.join(lines)}}}")
    return "".join(pieces)


def made() -> str:
    """Make the style sheet."""
    css = TABLER.read_text("utf-8")
    licence = re.search(r"/\*!.*?\*/", css, re.DOTALL)
    bare = re.sub(r"/\*.*?\*/", "", css.replace('@charset "UTF-8";', ""), flags=re.DOTALL).strip()
    own = "".join(path.read_text("utf-8") for path in OWN)
    slim = without_unused("".join(written(kept(bare, words()))), own)
    slim = slim.replace("pictures/", "../vendor/tabler/pictures/").replace("}", "}\n")
    note = (
        "/* Made by tools/open_css.py of tabler.min.css: what the open pages use (licence: vendor/tabler/LICENSE). Not changed by hand. */"
    )
    whose = re.sub(r" \(https?://[^)]*\)", "", licence[0]) if licence else ""
    return f'@charset "UTF-8";\n{whose}\n{note}\n{slim}'


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only compare the committed file")
    text = made()
    if not parser.parse_args().check:
        TARGET.write_text(text, "utf-8")
    elif not TARGET.is_file() or TARGET.read_text("utf-8") != text:
        print("open_css: tabler-open.css is not what tools/open_css.py would make", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
