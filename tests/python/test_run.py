"""`veilfold run`: programs that know nothing of veilfold, and configure logging themselves."""

import io
import json
import logging
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

import veilfold
from veilfold._demo.process import free_port

SECRET = "correct-horse-battery"
RUN = [sys.executable, "-c", "import sys; from veilfold._command import main; sys.exit(main())", "run"]


def environment(**more):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LOG_", "COV_CORE"))}
    return {**kept, "PYTHONPATH": str(Path(veilfold.__file__).parents[1]), **more}


def run(*args, cwd=None, **more):
    return subprocess.run(
        [*RUN, *map(str, args)],
        capture_output=True,
        timeout=60,
        check=False,
        env=environment(**more),
        cwd=cwd,
    )


def script(tmp_path, code):
    path = tmp_path / "program.py"
    path.write_text(code)
    return path


def records(data):
    return [json.loads(line) for line in data.splitlines()]


def test_a_plain_script(tmp_path):
    program = script(
        tmp_path,
        f"import logging, sys\nlogging.getLogger('x').warning('password={SECRET}')\n"
        "print('data', *sys.argv[1:])\n",
    )
    done = run("--service", "shop", "--", sys.executable, program, "-a", "--level", "b")
    assert done.returncode == 0
    assert done.stdout == b"data -a --level b\n"
    (record,) = records(done.stderr)
    assert (record["service"], record["message"]) == ("shop", "password=[REDACTED]")


def test_loggers_are_fast_and_whoever_adds_a_handler_gets_records(tmp_path):
    program = script(
        tmp_path,
        """
import logging, sys
log = logging.getLogger("x")
frames = []
log.warning("the first call asks for the level")
sys.setprofile(lambda frame, event, _: frames.append(frame.f_code.co_name) if event == "call" else None)
log.warning("fast")
sys.setprofile(None)
print(frames)
log.addHandler(logging.FileHandler(sys.argv[1]))
log.warning("password=%s", sys.argv[2])
""",
    )
    done = run("--", sys.executable, program, tmp_path / "file.log", SECRET)
    assert (done.returncode, done.stdout) == (0, b"[]\n"), done.stderr
    assert [record["message"] for record in records(done.stderr)][1:] == ["fast", "password=[REDACTED]"]
    assert (tmp_path / "file.log").read_text() == "password=[REDACTED]\n"


CONFIGURED = """
import logging, logging.config, sys
{configure}
logging.getLogger("app").info("password=%s", "{secret}")
logging.getLogger("app.quiet").debug("nobody sees this")
logging.getLogger("alone").error("token={secret}")
"""
DICT = """
logging.config.dictConfig({
    "version": 1, "disable_existing_loggers": False,
    "formatters": {"f": {"format": "%(levelname)s %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "f", "level": "INFO"},
        "file": {"class": "logging.FileHandler", "formatter": "f", "filename": sys.argv[1]},
    },
    "loggers": {
        "app": {"handlers": ["console"], "level": "DEBUG"},
        "alone": {"handlers": ["console"], "propagate": False},
    },
    "root": {"handlers": ["console", "file"], "level": "INFO"},
})
"""


@pytest.mark.parametrize(
    "configure",
    [
        "logging.basicConfig(level='INFO')",
        "logging.basicConfig(level='INFO', force=True, stream=sys.stdout)",
        DICT,
        "logging.getLogger().handlers = []; logging.getLogger().setLevel('INFO')",
        "log = logging.getLogger('alone'); log.propagate = False; log.addHandler(logging.StreamHandler())",
    ],
    ids=["basicConfig", "force", "dictConfig", "emptied", "addHandler"],
)
def test_a_program_that_configures_logging_itself(tmp_path, configure):
    program = script(tmp_path, CONFIGURED.format(configure=configure, secret=SECRET))
    done = run("--", sys.executable, program, tmp_path / "own.log")
    assert (done.returncode, done.stdout) == (0, b"")
    # Each record once, as our line, wherever the program's own console handlers were.
    assert [(r["logger"], r["message"]) for r in records(done.stderr)] == [
        ("app", "password=[REDACTED]"),
        ("alone", "token=[REDACTED]"),
    ]
    if configure is DICT:
        own = (tmp_path / "own.log").read_text()
        assert own.startswith("INFO password=[REDACTED]")
        assert SECRET not in own


def test_the_level_and_filters_of_a_console_hold(tmp_path):
    program = script(
        tmp_path,
        "import logging\n"
        "log = logging.getLogger('alone'); log.propagate = False; log.setLevel('DEBUG')\n"
        "handler = logging.StreamHandler(); log.addHandler(handler)\n"
        "handler.addFilter(lambda record: 'noise' not in record.msg)\n"
        "handler.setLevel('WARNING')\n"
        "log.info('low'); log.warning('noise'); log.warning('kept')\n"
        "log.removeHandler(handler); log.warning('removed')\n",
    )
    done = run("--", sys.executable, program)
    # The last one has no handler left, and goes where logging's last resort goes.
    assert [r["message"] for r in records(done.stderr)] == ["kept", "removed"]


def test_the_exit_status_is_the_programs(tmp_path):
    assert run("--", sys.executable, script(tmp_path, "import sys; sys.exit(7)")).returncode == 7
    done = run("--", sys.executable, script(tmp_path, f"raise ValueError('password={SECRET}')"))
    assert done.returncode == 1
    assert SECRET.encode() not in done.stderr
    (record,) = records(done.stderr)
    assert record["exception"]["type"] == "ValueError"


def test_signals_are_the_programs(tmp_path):
    program = script(
        tmp_path,
        "import signal, sys, time\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(5))\n"
        "print('ready', flush=True); time.sleep(60)\n",
    )
    for number, status in [(signal.SIGTERM, 5), (signal.SIGKILL, -signal.SIGKILL)]:
        command = [*RUN, "--", sys.executable, str(program)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment()) as process:
            assert process.stdout.readline() == b"ready\n"
            process.send_signal(number)
            assert process.wait(30) == status


def test_a_sitecustomize_that_was_there_is_still_run(tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import builtins; builtins.before = 'here'\n")
    done = subprocess.run(
        [
            *RUN,
            "--",
            sys.executable,
            "-c",
            "print(before); import sitecustomize; print(sitecustomize.__file__)",
        ],
        capture_output=True,
        check=False,
        env={**environment(), "PYTHONPATH": f"{tmp_path}:{Path(veilfold.__file__).parents[1]}"},
    )
    assert done.stdout.decode().splitlines() == ["here", str(tmp_path / "sitecustomize.py")]


def test_processes_that_the_program_starts_are_instrumented_too(tmp_path):
    program = script(
        tmp_path,
        "import subprocess, sys\n"
        f"code = \"import logging; logging.getLogger('child').error('password={SECRET}')\"\n"
        "subprocess.run([sys.executable, '-c', code])\n",
    )
    (record,) = records(run("--", sys.executable, program).stderr)
    assert (record["logger"], record["message"]) == ("child", "password=[REDACTED]")


def test_what_cannot_be_run_is_said():
    assert run().returncode == 2
    done = run("--", "no-such-program-anywhere")
    assert (done.returncode, done.stderr) == (
        127,
        b"veilfold run: no-such-program-anywhere: no such program\n",
    )
    done = run("app.py", "7")
    hint = b"; a script needs its Python: veilfold run -- python app.py 7\n"
    assert (done.returncode, done.stderr) == (127, b"veilfold run: app.py: no such program" + hint)
    done = run("--", sys.executable, "-c", "print('ran')", LOG_LEVEL="LOUD")
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"unknown level 'LOUD'" in done.stderr


def test_an_interpreter_without_veilfold_does_not_run_in_the_open():
    without = Path(sys.base_prefix) / "bin/python3"
    assert (
        subprocess.run([without, "-c", "import veilfold"], check=False, capture_output=True).returncode == 1
    )
    done = subprocess.run(
        [*RUN, "--", without, "-c", "print('ran')"],
        capture_output=True,
        check=False,
        env={**environment(), "PYTHONPATH": ""},
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"cannot import veilfold" in done.stderr


def get(port, path):
    end = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as error:  # noqa: PERF203 - a server takes its time to start
            return error.code
        except OSError:
            assert time.monotonic() < end, "the server does not answer"
            time.sleep(0.1)


WSGI = f"""
import logging
logging.basicConfig(level="INFO")
def app(environ, start_response):
    logging.getLogger("shop").info("password=%s", "{SECRET}")
    if environ["PATH_INFO"] == "/fail": raise ValueError("token={SECRET}")
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"ok"]
"""
ASGI = f"""
import logging
async def app(scope, receive, send):
    if scope["type"] != "http": return
    logging.getLogger("shop").info("password=%s", "{SECRET}")
    if scope["path"] == "/fail": raise ValueError("token={SECRET}")
    await send({{"type": "http.response.start", "status": 200, "headers": []}})
    await send({{"type": "http.response.body", "body": b"ok"}})
"""


@pytest.mark.parametrize(
    ("server", "code", "access"),
    [
        (
            [
                "gunicorn",
                "-w",
                "2",
                "--preload",
                "--access-logfile",
                "-",
                "-b",
                "127.0.0.1:{port}",
                "web:app",
            ],
            WSGI,
            "gunicorn.access",
        ),
        (["uvicorn", "--port", "{port}", "web:app"], ASGI, "uvicorn.access"),
    ],
    ids=["gunicorn", "uvicorn"],
)
def test_servers(tmp_path, server, code, access):
    (tmp_path / "web.py").write_text(code)
    port = free_port()
    module, *args = [part.format(port=port) for part in server]
    log = tmp_path / "server.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [*RUN, "--", sys.executable, "-m", module, *args],
            stdout=file,
            stderr=subprocess.STDOUT,
            env=environment(),
            cwd=tmp_path,
        )
    try:
        assert get(port, f"/?token={SECRET}") == 200
        assert get(port, f"/fail?token={SECRET}") == 500
    finally:
        process.terminate()
        status = process.wait(30)
    text = log.read_text()
    assert SECRET not in text
    seen = records(text)
    assert [r["message"] for r in seen if r["logger"] == "shop"] == ["password=[REDACTED]"] * 2
    assert len([r for r in seen if r["logger"] == access and "[REDACTED]" in r["message"]]) >= 1
    assert any(r.get("exception", {}).get("type") == "ValueError" for r in seen)
    assert status in (0, -signal.SIGTERM)


DJANGO = f"""
import sys
from django.conf import settings
settings.configure(DEBUG=True, ROOT_URLCONF=__name__, SECRET_KEY="k", ALLOWED_HOSTS=["*"])
import django
from django.urls import path
def fail(request): raise ValueError("token={SECRET}")
urlpatterns = [path("fail", fail)]
if __name__ == "__main__":
    from django.core.management import execute_from_command_line
    from django.test import Client
    django.setup()
    client = Client(raise_request_exception=False)
    client.get("/missing?password={SECRET}")
    client.get("/fail")
"""


def test_django(tmp_path):
    done = run("--", sys.executable, script(tmp_path, DJANGO), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert SECRET.encode() not in done.stderr + done.stdout
    seen = [r for r in records(done.stderr) if r["logger"] == "django.request"]
    assert [r["level"] for r in seen] == ["WARNING", "ERROR"]
    assert seen[1]["exception"]["message"] == "token=[REDACTED]"


CELERY = f"""
import celery, logging
app = celery.Celery("jobs", broker="memory://", backend="cache+memory://")
@app.task
def fail():
    logging.getLogger("shop").warning("password={SECRET}")
    raise ValueError("token={SECRET}")
@celery.signals.worker_ready.connect
def ready(sender, **_):
    fail.delay()
@celery.signals.task_failure.connect
def failed(**_):
    import os, signal, threading
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGTERM)).start()
"""


def test_celery_with_its_hijacked_root_logger(tmp_path):
    (tmp_path / "jobs.py").write_text(CELERY)
    done = run(
        "--", sys.executable, "-m", "celery", "-A", "jobs", "worker", "-P", "solo", "-l", "INFO",
        cwd=tmp_path,
    )  # fmt: skip
    output = done.stderr.decode()
    assert SECRET not in output + done.stdout.decode()
    seen = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    assert [r["message"] for r in seen if r["logger"] == "shop"] == ["password=[REDACTED]"]
    assert any(r.get("exception", {}).get("type") == "ValueError" for r in seen), output


@pytest.fixture
def held(tmp_path):
    """What `veilfold run` does to a process, taken back."""
    from veilfold import _run

    before = (logging.Logger.addHandler, logging.Logger.removeHandler, logging.lastResort)
    setup = veilfold.setup(sink=tmp_path / "app.log")
    _run.Hold()
    yield setup
    logging.Logger.addHandler, logging.Logger.removeHandler, logging.lastResort = before


def test_ours_stays_on_the_root_logger(held):
    root = logging.getLogger()
    root.removeHandler(held.handler)
    assert held.handler in root.handlers
    own = logging.StreamHandler()
    own.setLevel(logging.ERROR)
    root.addHandler(own)
    assert own not in root.handlers
    assert held.handler.level == logging.ERROR


def test_a_relay_stands_for_a_console_and_for_nothing_else(held, tmp_path):
    from veilfold._run import Relay, is_console

    log = logging.getLogger("relayed")
    console, file = logging.StreamHandler(sys.stdout), logging.FileHandler(tmp_path / "own.log")
    console.mark = "found again"
    try:
        for handler in (console, console, file):
            log.addHandler(handler)
        relay, other = log.handlers
        assert isinstance(relay, Relay)
        assert relay.mark == "found again"
        assert other is file
        log.warning("by the root logger")
        log.propagate = False
        log.warning("by the relay")
        console.setLevel("ERROR")
        log.warning("by nobody but the file")
        log.removeHandler(console)
        assert log.handlers == [file]
    finally:
        log.handlers.clear()
        log.propagate = True
        file.close()
    seen = records((tmp_path / "app.log").read_text())
    assert [r["message"] for r in seen] == ["by the root logger", "by the relay"]
    assert len((tmp_path / "own.log").read_text().splitlines()) == 3
    assert not is_console(file)
    assert not is_console(logging.StreamHandler(io.StringIO()))


def test_setup_in_the_program_replaces_ours(held, tmp_path):
    log = logging.getLogger("replaced")
    log.propagate = False
    try:
        log.addHandler(logging.StreamHandler())
        with veilfold.setup(sink=tmp_path / "second.log"):
            log.warning("m")
            logging.getLogger("x").warning("n")
    finally:
        log.handlers.clear()
        log.propagate = True
    assert [r["message"] for r in records((tmp_path / "second.log").read_text())] == ["m", "n"]
    assert (tmp_path / "app.log").read_text() == ""
