"""A price list for tests: 20.00 a month, a call 1.00, a minute of talk 0.60 with ten included, an SMS 0.10, a minute of a task 0.90."""

from vorzimmer.domain.usage import UsageMeter

_PRICED = ("call", "talk", "sms", "task_time", "option_sms")
PLAIN = (
    """
key = "plain"
name = { de = "Einfach", en = "Plain" }
valid_from = 2026-01-01
free = ["""
    + ", ".join(f'"{meter.value}"' for meter in UsageMeter if meter.value not in _PRICED)
    + """]

[credit]
limit = 100.00

[[pool]]
key = "minutes"
name = { de = "Freiminuten", en = "Minutes included" }
quantity = 10
per = "minute"

[[charge]]
key = "fee"
name = { de = "Grundgebühr", en = "Base fee" }
per = "month"
price = 20.00

[[charge]]
key = "call"
name = { de = "Angenommener Anruf", en = "Call answered" }
meters = ["call"]
per = "piece"
price = 1.00
free = { statuses = ["wrong_number", "advertising", "silent", "hung_up", "spam", "agency_fault"] }

[[charge]]
key = "talk"
name = { de = "Gespräch", en = "Talk" }
meters = ["talk"]
per = "minute"
price = 0.60
pool = "minutes"
free = { statuses = ["wrong_number", "advertising", "silent", "hung_up", "spam", "agency_fault"] }

[[charge]]
key = "sms"
name = { de = "SMS", en = "SMS" }
meters = ["sms"]
per = "piece"
price = 0.10

[[charge]]
key = "tasks"
name = { de = "Aufgaben", en = "Tasks" }
meters = ["task_time"]
per = "minute"
price = 0.90

[[charge]]
key = "option_sms"
name = { de = "SMS-Option", en = "SMS option" }
meters = ["option_sms"]
per = "month"
price = 3.10
prorated = true
"""
)
