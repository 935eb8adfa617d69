"""What changed a moment ago, for the screens: a short-lived table of ids, and a bus inside the process."""
