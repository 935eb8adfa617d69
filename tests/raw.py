"""The bytes of a database file, read by another process.

SQLite's locks belong to the process, and closing *any* handle of the file drops them all (POSIX). Reading the file here, while
connections are open, would let another process delete the log under them.
"""

import subprocess
from pathlib import Path


def raw(file: Path) -> bytes:
    """All bytes of a database and its write-ahead log."""
    files = [str(part) for part in (file, file.with_name(file.name + "-wal")) if part.exists()]
    return subprocess.run(["cat", *files], check=True, capture_output=True).stdout
