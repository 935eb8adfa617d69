"""The customers' own face: the messages that were written down for them, on a telephone held in one hand."""
