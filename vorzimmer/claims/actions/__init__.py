"""What is done with claims: one verb, one function, one transaction."""
