"""Nothing is declared here."""
