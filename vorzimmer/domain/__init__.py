"""The rules: plain Python, standard library only, no clock, no database."""
