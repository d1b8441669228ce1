"""Dashboards as code: small typed builders, and one module a dashboard."""
