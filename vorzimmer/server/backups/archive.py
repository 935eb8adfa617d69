"""One file of a backup: a compressed tar with a manifest and a database in it, encrypted for the owner's key."""

import json
import tarfile
from dataclasses import asdict, dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from vorzimmer.domain.backups import Part
from vorzimmer.privacy.envelopes import BadKey, NotOpened, decrypt_file, encrypt_file
from vorzimmer.server.backups.snapshot import digest, wipe
from vorzimmer.server.faults import Trouble

FORMAT = 1
MANIFEST, DATABASE = "manifest.json", "database"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself. `policy` is the digest of the rules of retention."""

    part: Part
    made_at: str
    version: str
    vendor: str
    policy: str
    ledger_number: int
    ledger_link: str
    sha256: str
    format: int = FORMAT


def pack(manifest: Manifest, database: Path, target: Path, *, recipient: str) -> None:
    """Write the encrypted file: whole or not at all. The plain copies are wiped. Raises BadKey, OSError."""
    folder = database.parent
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2), "utf-8")
    bundle, part = folder / "bundle", target.with_name(f"{target.name}.part")
    try:
        with tarfile.open(bundle, "w:gz", compresslevel=6) as tar:
            for path in (folder / MANIFEST, database):
                tar.add(path, arcname=MANIFEST if path.name == MANIFEST else DATABASE, recursive=False)
        bundle.chmod(0o600)
        part.touch(0o600)
        with bundle.open("rb") as source, part.open("wb") as sealed:
            encrypt_file(recipient, source, sealed)
        part.replace(target)
    finally:
        for path in (bundle, database, folder / MANIFEST, part):
            wipe(path)


def unpack(file: Path, folder: Path, *, identity: str, part: Part) -> tuple[Manifest, Path]:
    """Open a file into `folder`, and check that it is whole. Raises Trouble."""
    bundle = folder / f"bundle-{part}"
    try:
        bundle.touch(0o600)
        with file.open("rb") as sealed, bundle.open("wb") as opened:
            decrypt_file(identity, sealed, opened)
        with tarfile.open(bundle, "r:gz") as tar:
            manifest = _manifest(tar)
            database = folder / f"{DATABASE}-{part}"
            tar.extract(DATABASE, folder, filter="data")
            (folder / DATABASE).replace(database)
    except BadKey as error:
        raise Trouble(str(error.says)) from None
    except NotOpened:
        raise Trouble(_("%(file)s does not open with this key, or is not whole.") % {"file": file}) from None
    except (OSError, KeyError, ValueError, TypeError, tarfile.TarError) as error:
        raise Trouble(_("%(file)s is no backup of Vorzimmer: %(error)s") % {"file": file, "error": type(error).__name__}) from None
    finally:
        wipe(bundle)
    if manifest.part is not part or digest(database) != manifest.sha256:
        raise Trouble(_("%(file)s is not what it says it is; it was not restored.") % {"file": file})
    return manifest, database


def _manifest(tar: tarfile.TarFile) -> Manifest:
    member = tar.extractfile(MANIFEST)
    if member is None:
        raise KeyError(MANIFEST)
    said = json.load(member)
    if said["format"] != FORMAT:
        raise ValueError(said["format"])
    return Manifest(**{**said, "part": Part(said["part"])})
