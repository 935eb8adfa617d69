"""Calls, notes and the operators' queue: from the first sign of the telephone system to the note that goes out."""
