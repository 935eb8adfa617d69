"""What `vorzimmer keys` does: a new master key, and a pair of keys for backups."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vorzimmer.privacy.envelopes import make_key
from vorzimmer.privacy.errors import SealError
from vorzimmer.privacy.keyring.rotation import KeyInEnvironment
from vorzimmer.privacy.keyring.rotation import rotate as rotate_keys
from vorzimmer.server.backups.making import back_up
from vorzimmer.server.faults import Trouble
from vorzimmer.server.home import occupied
from vorzimmer.server.readiness import first_line

Say = Callable[[str], object]


def rotate(at: datetime, *, say: Say) -> None:
    """Change the master key while no server runs; back the keyring up at once if backups are set. Raises Trouble."""
    with occupied(settings.HOME):
        try:
            count = rotate_keys()
        except KeyInEnvironment:
            raise Trouble(
                _("The master key comes from VORZIMMER_MASTER_KEY. Write it into %(file)s (mode 600), unset the variable, and try again.")
                % {"file": settings.HOME / "master.key"}
            ) from None
        except SealError as error:
            raise Trouble(_("The master key was not changed: %(error)s") % {"error": first_line(error)}) from error
        say(ngettext("%(count)d data key has a new master key.", "%(count)d data keys have a new master key.", count) % {"count": count})
        if settings.BACKUP_RECIPIENT:
            back_up(at)
            say(_("A new backup was made: older ones of the keyring need the old master key."))
    say(_("Copy the new key to where you keep it, and destroy the copies of the old one when no backup needs it any more."))


def new_backup_key(file: Path, *, say: Say) -> None:
    """Draw a pair of keys; the secret one goes into a new file. Raises Trouble."""
    public, secret = make_key()
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as opened:
            opened.write(f"{secret}\n")
    except OSError as error:
        raise Trouble(_("The key cannot be written to %(file)s: %(error)s.") % {"file": file, "error": error.strerror}) from error
    say(f"BACKUP_RECIPIENT={public}")
    say(_("The secret key is in %(file)s. Move it to another machine: here it would open what was stolen with it.") % {"file": file})
