"""Alerts as code: what fires, and the unit tests that show when it does."""
