"""Unpaid invoices: reminders, default, disputes, the court, and what may be handed to collectors and bureaus."""
