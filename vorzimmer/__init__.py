"""Vorzimmer: the open-source platform to run a telephone-answering agency."""
