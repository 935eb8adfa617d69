"""Customers of the agency: who they are, which numbers lead to them, what is to be said and done, whom to tell."""
