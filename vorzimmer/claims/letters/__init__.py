"""Reminders on paper and as e-mail. Their texts are templates that the agency's lawyer confirms (LAWYER)."""
