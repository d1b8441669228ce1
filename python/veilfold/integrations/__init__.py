"""Sentry, OpenTelemetry, structlog and loguru, each in a module that needs its package when it is imported.

`setup(protect=True)` cleans what they get through `logging`. These modules are for what reaches them by
other ways: exceptions that Sentry catches itself, its breadcrumbs and transactions, calls of structlog's and
loguru's own loggers, records of another OpenTelemetry bridge.

`policy` is in all of them what it is in `veilfold.setup`; without one they go by the policy of the setup that
is in place when something is logged, or by the default profile.
"""
