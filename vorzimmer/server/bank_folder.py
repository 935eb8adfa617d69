"""The watched folder HOME/bank: files of the bank that a program puts there are read into the books and moved away, each once.

A file is taken when it has not changed from one look to the next. Beside a file that was moved lies a text that says what it brought, or
why it was refused, in the language of the agency.
"""

import logging
import os
import stat
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation

from vorzimmer.billing.actions import AlreadyRead, import_file
from vorzimmer.billing.bank_files.reading import MOST_BYTES
from vorzimmer.billing.bank_words import brought, problems_said
from vorzimmer.server.faults import whereabouts

log = logging.getLogger(__name__)

FOLDER, DONE, REFUSED = "bank", "done", "refused"
UNFINISHED = (".part", ".tmp", ".temp", ".filepart", ".crdownload", ".partial", ".txt")
"""What programs call a file that they are still writing; and the texts that stand beside what was moved."""
MOST_NAMES = 1000


class Folder:
    """The folder with what was seen at the last look."""

    def __init__(self, home: Path | None = None) -> None:
        self._home = home
        self._seen: dict[str, tuple[int, int]] = {}

    @property
    def path(self) -> Path:
        return (self._home or settings.HOME) / FOLDER

    def prepare(self) -> None:
        """Make the folders, for nobody else to read."""
        for folder in (self.path, self.path / DONE, self.path / REFUSED):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def look(self, at: datetime) -> int:
        """Take every file that has stood still since the last look; says how many were moved."""
        self.prepare()
        now = {path.name: mark for path in sorted(self.path.iterdir()) if (mark := self._mark(path.name)) is not None}
        still = [name for name, mark in now.items() if self._seen.get(name) == mark]
        taken = [name for name in still if self._take(name, at)]
        self._seen = {name: mark for name, mark in now.items() if name not in taken}
        return len(taken)

    def _mark(self, name: str) -> tuple[int, int] | None:
        """Say by what it is seen that a file stands still; None for what is no file, or not finished by its name."""
        if name.startswith((".", "~")) or name.lower().endswith(UNFINISHED):
            return None
        try:
            found = os.lstat(self.path / name)
        except OSError:
            return None  # gone meanwhile
        return (found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else None

    def _take(self, name: str, at: datetime) -> bool:
        """Read a file and move it. False: it cannot be read or moved now, and is looked at again."""
        try:
            folder, text = self._read(name, at)
            self._move(name, folder, text)
        except OSError as error:
            log.error("a file in the bank folder cannot be read or moved: %s", whereabouts(error))  # noqa: TRY400  (no names of files)
            return False
        return True

    def _read(self, name: str, at: datetime) -> tuple[str, str]:
        with (self.path / name).open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        with translation.override(settings.LANGUAGE_CODE):
            try:
                imported = import_file(data, name, at, by=None)
            except AlreadyRead as known:  # the process ended before the file was moved, or it came twice
                return DONE, " ".join(known.messages)
            except ValidationError as refused:
                return REFUSED, "\n".join(refused.messages)
            return DONE, "\n".join([brought(imported), *problems_said(imported.problems)])

    def _move(self, name: str, folder: str, text: str) -> None:
        """Move a file under a name that is free, its text first: what was moved has always one."""
        source, target = self.path / name, self.path / folder / name
        for number in range(2, MOST_NAMES):
            if not target.exists():
                break
            target = self.path / folder / f"{source.stem}-{number}{source.suffix}"
        target.with_name(f"{target.name}.txt").write_text(f"{text}\n", "utf-8")
        source.replace(target)


watched = Folder()


def look(at: datetime) -> None:
    """Look into the folder once."""
    watched.look(at)
