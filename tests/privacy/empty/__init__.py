"""An app that forgot its catalogue."""
