"""`vorzimmer prove-erasure`: plants marks in every field, lives a life, lets time pass, and looks for the marks in every byte."""
