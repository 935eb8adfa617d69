"""Backups that only the owner's key opens, and a restore that opens the doors when everything erased since is erased again."""
