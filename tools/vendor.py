"""Fetches the front-end files of others into the repository (`npm pack`), so that no page and no build needs them from elsewhere.

`tools/vendor.py` fetches what `vorzimmer/static/vendor/vendor.lock.json` names and writes the checksums back into it;
`tools/vendor.py --check` compares the committed files with the checksums, without a network.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from base64 import b64encode
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "vorzimmer/static/vendor/vendor.lock.json"
SPRITE = "vorzimmer/static/icons.svg"
FOLDERS = ("vorzimmer/static/vendor", "tests/vendor")
SVG = "http://www.w3.org/2000/svg"

DATA_ADDRESS = re.compile(r'url\("data:image/svg\+xml,([^"]*)"\)')
SOURCE_MAP = re.compile(r"\n?(?:/\*|//)# sourceMappingURL=[^\n]*?(?:\*/)?\s*$")


class VendorError(Exception):
    """A vendored file, or the lock, is not as it should be."""


def digest(content: bytes) -> str:
    """Compute the SHA-256 of a file as hex."""
    return hashlib.sha256(content).hexdigest()


def pack(name: str, version: str, integrity: str, folder: Path) -> tuple[Path, str]:
    """Download one package; its archive and integrity. Refuses an archive that is not the one in the lock."""
    subprocess.run(
        ["npm", "pack", f"{name}@{version}", "--silent", "--pack-destination", str(folder)], check=True, stdout=subprocess.DEVNULL
    )
    archive = folder / f"{name.removeprefix('@').replace('/', '-')}-{version}.tgz"
    found = "sha512-" + b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if integrity and found != integrity:
        raise VendorError(f"{name} {version}: the archive is not the one in the lock ({found})")
    return archive, found


def read(archive: Path, member: str) -> bytes:
    """Read one file of a package."""
    with tarfile.open(archive) as tar:
        file = tar.extractfile(f"package/{member}")
        if file is None:
            raise VendorError(f"{archive.name} has no file {member}")
        return file.read()


def without_data_addresses(css: str) -> tuple[str, dict[str, str]]:
    """Turn SVG pictures inside a style sheet into files, because our content policy allows no `data:`. The sheet, and name -> SVG."""
    pictures: dict[str, str] = {}

    def replace(match: re.Match[str]) -> str:
        picture = unquote(match[1]).replace("'", '"') + "\n"
        name = f"{digest(picture.encode())[:8]}.svg"
        pictures[name] = picture
        return f'url("pictures/{name}")'

    css = DATA_ADDRESS.sub(replace, css)
    if "data:" in css:
        raise VendorError("the style sheet still holds a data: address")
    return css, pictures


def plain(content: bytes, target: str) -> dict[str, bytes]:
    """Make the files that one file of a package becomes here: without source map, and a style sheet without data addresses."""
    if not target.endswith((".css", ".js")):
        return {target: content}
    text = SOURCE_MAP.sub("\n", content.decode())
    if not target.endswith(".css"):
        return {target: text.encode()}
    text, pictures = without_data_addresses(text)
    folder = target.rpartition("/")[0]
    return {target: text.encode()} | {f"{folder}/pictures/{name}": picture.encode() for name, picture in pictures.items()}


def sprite(drawings: dict[str, bytes]) -> bytes:
    """Make one SVG with a symbol for every icon, in order of name. Colour and line come from the place where it is used."""
    ET.register_namespace("", SVG)
    root = ET.Element(f"{{{SVG}}}svg")
    for name, drawing in sorted(drawings.items()):
        symbol = ET.SubElement(root, f"{{{SVG}}}symbol", {"id": name, "viewBox": "0 0 24 24"})
        symbol.text = symbol.tail = "\n"
        for part in ET.fromstring(drawing):  # noqa: S314  a package whose checksum is locked
            if part.get("d") != "M0 0h24v24H0z":  # the invisible frame that every Tabler icon has
                part.tail = "\n"
                symbol.append(part)
    root.text = "\n"
    return ET.tostring(root, encoding="unicode").encode() + b"\n"


def fetched(package: dict[str, Any], folder: Path) -> dict[str, bytes]:
    """Make all files that one package gives; its integrity is filled in if the lock has none yet."""
    archive, package["integrity"] = pack(package["name"], package["version"], package.get("integrity", ""), folder)
    files: dict[str, bytes] = {}
    for member, target in package["files"].items():
        files |= plain(read(archive, member), target)
    if icons := package.get("icons"):
        files[SPRITE] = sprite({name: read(archive, f"icons/outline/{name}.svg") for name in icons})
    return files


def present() -> set[str]:
    """Find every file in the vendor folders, and the sprite."""
    found = {path.relative_to(ROOT).as_posix() for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()}
    return (found | {SPRITE}) - {LOCK.relative_to(ROOT).as_posix()}


def update() -> None:
    """Fetch everything anew and write the lock. Files that no package gave (`own` in the lock) stay."""
    lock = json.loads(LOCK.read_text("utf-8"))
    files: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory() as folder:
        for package in lock["packages"]:
            files |= fetched(package, Path(folder))
    for name in present() - files.keys() - lock["own"].keys():
        (ROOT / name).unlink(missing_ok=True)
    for name, content in files.items():
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    lock["sha256"] = {name: digest((ROOT / name).read_bytes()) for name in sorted(present())}
    LOCK.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", "utf-8")


def problems() -> list[str]:
    """Tell what differs between the lock and the committed files, one sentence each."""
    locked = json.loads(LOCK.read_text("utf-8"))["sha256"]
    found = present()
    wrong = [f"{name} is not in the lock" for name in sorted(found - locked.keys())]
    for name, checksum in locked.items():
        path = ROOT / name
        if not path.is_file():
            wrong.append(f"{name} is missing")
        elif digest(path.read_bytes()) != checksum:
            wrong.append(f"{name} has been changed")
    return wrong


def main() -> int:
    """Do what the command line says. Exit code 0: all well; 1: a file differs or could not be fetched."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only compare the committed files with the lock")
    if not parser.parse_args().check:
        try:
            update()
        except (VendorError, subprocess.CalledProcessError, KeyError) as error:
            print(f"vendor: {error}", file=sys.stderr)
            return 1
    wrong = problems()
    for sentence in wrong:
        print(f"vendor: {sentence}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
