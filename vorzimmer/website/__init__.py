"""The open face: start page, signing in and out, error pages, and the furniture that all screens share."""
