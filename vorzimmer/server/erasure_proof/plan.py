"""What the processes of one proof tell each other, in a folder that is not looked through."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from vorzimmer.server.erasure_proof.marks import Marks

BREAKS = ("secure-delete", "wal", "sweep", "keys", "log")
"""What can be broken on purpose."""
PLAN, PLANTED, LEFT = "plan.json", "planted.json", "left.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`at` is when the life is lived; `broken` names what is broken on purpose."""

    folder: Path
    at: datetime
    marks: Marks
    broken: tuple[str, ...]

    def write(self) -> None:
        said = {"at": self.at.isoformat(), "marks": asdict(self.marks), "broken": self.broken}
        put(self.folder / PLAN, said)

    @classmethod
    def read(cls, folder: Path) -> "Plan":
        said = get(folder / PLAN)
        return cls(folder=folder, at=datetime.fromisoformat(said["at"]), marks=Marks(**said["marks"]), broken=tuple(said["broken"]))


def put(path: Path, said: Any) -> None:
    """Write it whole, so that whoever waits for the file finds all of it."""
    whole = path.with_suffix(".new")
    whole.write_text(json.dumps(said), "utf-8")
    whole.replace(path)


def get(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))
