"""Measures the program on this machine. A figure counts only beside its limit, measured in the same run."""
