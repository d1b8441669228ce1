"""`veilfold doctor` finds what leaks and what is detached, and finds nothing where nothing is."""

import io
import json
import logging
import logging.handlers
import queue
import subprocess
import sys

import pytest

import veilfold


def doctor():
    """Look, and leave out what is found of the handlers that pytest puts on the root logger."""
    ours = ("LogCaptureHandler", "_LiveLoggingNullHandler")
    return [f for f in veilfold.doctor() if f.kind != "leak" or not f.handler.startswith(ours)]


def kinds(findings):
    return sorted({(finding.kind, finding.logger) for finding in findings})


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    """What other tests of this process imported is no part of the configuration that is looked at."""
    for name in ("sentry_sdk", "loguru", "structlog"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setattr(logging.getLogger().manager, "loggerDict", {})


@pytest.fixture
def bare():
    """The root logger without pytest's own handlers, which are handlers like any other."""
    root = logging.getLogger()
    before = list(root.handlers)
    root.handlers[:] = []
    yield root
    root.handlers[:] = before


@pytest.fixture
def other():
    """A logger that is taken out of the registry again."""
    made = []

    def make(name, *handlers, propagate=True):
        log = logging.getLogger(name)
        log.propagate = propagate
        for handler in handlers:
            log.addHandler(handler)
        made.append(log)
        return log

    yield make
    for log in made:
        log.handlers.clear()
        log.propagate, log.disabled = True, False
        logging.getLogger().manager.loggerDict.pop(log.name, None)


def test_a_configuration_without_veilfold_leaks_by_every_route(bare):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(message)s"))
    bare.addHandler(handler)
    leak, detached = doctor()
    assert (leak.kind, leak.logger, leak.handler) == ("leak", "root", "StreamHandler(StringIO)")
    assert leak.problem == "secrets get out: message, argument, URL, exception"
    assert "veilfold.setup()" in leak.remedy
    assert (detached.kind, detached.logger) == ("detached", "root")
    # Nothing was written, and all is as before.
    assert stream.getvalue() == ""
    logging.getLogger("x").warning("written")
    assert stream.getvalue() == "written\n"


def test_a_handler_that_passes_records_on_leaks_what_no_format_shows(bare):
    bare.addHandler(logging.handlers.QueueHandler(queue.SimpleQueue()))
    leak = doctor()[0]
    assert "extra field" in leak.problem
    assert "nested value" in leak.problem


def test_after_setup_nothing_is_found(bare, other, tmp_path):
    bare.addHandler(logging.StreamHandler(io.StringIO()))
    bare.addHandler(logging.handlers.MemoryHandler(10))
    other("quiet", propagate=False)
    with veilfold.setup(sink=tmp_path / "app.log"):
        assert doctor() == []
        logging.getLogger("x").info("still works")
    assert len((tmp_path / "app.log").read_text().splitlines()) == 1


def test_without_protection_other_handlers_leak(bare, tmp_path):
    bare.addHandler(logging.StreamHandler(io.StringIO()))
    with veilfold.setup(sink=tmp_path / "app.log", protect=False):
        assert kinds(doctor()) == [("leak", "root")]


def test_a_policy_that_hides_nothing_is_found_out(bare, tmp_path):
    with veilfold.setup(sink=tmp_path / "app.log", policy="none"):
        (finding,) = doctor()
    assert finding.handler == f"Handler({tmp_path / 'app.log'})"


def test_detached_loggers(bare, other, tmp_path):
    other("uvicorn.access", logging.StreamHandler(io.StringIO()), propagate=False)
    other("mine", logging.StreamHandler(io.StringIO()), propagate=False)
    with veilfold.setup(sink=tmp_path / "app.log"):
        mine, uvicorn = doctor()
        assert (mine.kind, mine.logger) == ("detached", "mine")
        exec(mine.remedy)
        assert [finding.logger for finding in doctor()] == ["uvicorn.access"]
    assert "log_config=None" in uvicorn.remedy


def test_disabled_loggers(bare, other, tmp_path):
    other("forgotten").disabled = True
    with veilfold.setup(sink=tmp_path / "app.log"):
        (finding,) = doctor()
    assert (finding.kind, finding.logger) == ("silent", "forgotten")
    assert "disable_existing_loggers" in finding.remedy


def test_what_shows_locals(bare, tmp_path):
    class RichHandler(logging.StreamHandler):
        tracebacks_show_locals = True

    bare.addHandler(RichHandler(io.StringIO()))
    with veilfold.setup(sink=tmp_path / "app.log"):
        (finding,) = doctor()
    assert finding.kind == "locals"


PROGRAMS = {
    # The last resort of logging leaks like any other handler.
    "nothing": "import logging\n",
    "naked": "import logging\nlogging.basicConfig(level='INFO')\nprint('noise')\n",
    "sound": "import veilfold\nveilfold.setup()\n",
    "hijacked": "import celery, veilfold\nveilfold.setup()\napp = celery.Celery('jobs', broker='memory://')\n",
    "kept": "import celery, veilfold\nveilfold.setup()\napp = celery.Celery('jobs')\n"
    "app.conf.worker_hijack_root_logger = False\n",
    "uvicorn_config": "import uvicorn, veilfold\nveilfold.setup()\n"
    "async def app(scope, receive, send): pass\nuvicorn.Config(app)\n",
    "broken": "raise RuntimeError('no')\n",
}


def command(tmp_path, *args):
    for name, code in PROGRAMS.items():
        (tmp_path / f"{name}.py").write_text(code + "def configure(): pass\n")
    code = "import sys; from veilfold._command import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", code, "doctor", *args],
        capture_output=True,
        cwd=tmp_path,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("target", "status", "found"),
    [
        ("nothing.py", 1, [("leak", "root"), ("detached", "root")]),
        ("naked.py", 1, [("leak", "root"), ("detached", "root")]),
        ("sound.py", 0, []),
        ("sound", 0, []),
        ("sound:configure", 0, []),
        ("hijacked.py", 1, [("detached", "root")]),
        ("kept.py", 0, []),
        ("uvicorn_config.py", 1, [("detached", "uvicorn"), ("detached", "uvicorn.access")]),
    ],
)
def test_the_command(tmp_path, target, status, found):
    done = command(tmp_path, target, "--format", "json")
    report = json.loads(done.stdout)
    assert [(f["kind"], f["logger"]) for f in report["findings"]] == found, done.stderr
    assert done.returncode == status


def test_the_report_for_people(tmp_path):
    done = command(tmp_path, "naked.py")
    assert done.stdout.startswith("LEAK      root -> StreamHandler(stderr): secrets get out: message")
    assert "          mend: call veilfold.setup()" in done.stdout


@pytest.mark.parametrize("target", ["broken.py", "no.such.module", "sound:nothing"])
def test_a_target_that_cannot_be_used(tmp_path, target):
    done = command(tmp_path, target)
    assert (done.returncode, done.stdout) == (2, "")
    assert target in done.stderr


def test_a_target_is_all_that_it_needs(run):
    code = "import sys; from veilfold._command import main; sys.argv[0] = 'veilfold'; sys.exit(main())"
    done = run(code, "doctor")
    assert done.returncode == 2
    assert done.stderr.rstrip().endswith(b"required: target")
