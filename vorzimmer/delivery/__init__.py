"""The one way out to customers: an outbox that is written with the deed it tells of, and workers that send what is in it."""
