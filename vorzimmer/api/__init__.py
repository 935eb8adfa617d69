"""The face for machines: webhooks of telephone systems."""
