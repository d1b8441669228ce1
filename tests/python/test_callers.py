"""Who walks the stack to name the caller finds the caller: no frame of veilfold stands in between."""

import inspect
import json
import logging

import loguru
import pytest
import structlog

import veilfold


class Frames(logging.Handler):
    """Keeps the module and the file of every frame above it."""

    def emit(self, record):
        self.seen = []
        frame = inspect.currentframe()
        while frame is not None:
            self.seen.append((frame.f_globals["__name__"], frame.f_code.co_name))
            frame = frame.f_back


@pytest.fixture(params=[False, True], ids=["standard", "fast"])
def log(request, tmp_path):
    log = logging.getLogger("callers")
    with veilfold.setup(sink=tmp_path / "app.log", fast=request.param):
        yield log
    log.handlers.clear()


def test_between_the_call_and_a_handler_are_frames_of_logging_only(log):
    handler = Frames()
    log.addHandler(handler)
    log.info("m")
    below = [name for name, _ in handler.seen[1:]]
    assert below[: below.index(__name__)] == ["logging"] * below.index(__name__)


def test_structlog_names_the_caller_in_a_formatter(log, capsys):
    handler = logging.StreamHandler()
    adder = structlog.processors.CallsiteParameterAdder(
        [structlog.processors.CallsiteParameter.FUNC_NAME, structlog.processors.CallsiteParameter.MODULE]
    )
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(processors=[adder, structlog.processors.JSONRenderer()])
    )
    log.addHandler(handler)
    bound = structlog.stdlib.BoundLogger(log, [structlog.stdlib.ProcessorFormatter.wrap_for_formatter], {})
    bound.info("m")
    said = json.loads(capsys.readouterr().err)
    assert said["func_name"] == "test_structlog_names_the_caller_in_a_formatter"
    assert said["module"] == "test_callers"


def test_loguru_names_the_caller_of_intercepted_records(log):
    class Intercept(logging.Handler):
        """As loguru's documentation has it."""

        def emit(self, record):
            frame, depth = inspect.currentframe(), 0
            while frame and (depth == 0 or frame.f_code.co_filename == logging.__file__):
                frame = frame.f_back
                depth += 1
            loguru.logger.opt(depth=depth, exception=record.exc_info).log(
                record.levelname, record.getMessage()
            )

    said = []
    sink = loguru.logger.add(lambda message: said.append(message.record["function"]), catch=False)
    log.addHandler(Intercept())
    try:
        log.info("m")
    finally:
        loguru.logger.remove(sink)
    assert said == ["test_loguru_names_the_caller_of_intercepted_records"]
