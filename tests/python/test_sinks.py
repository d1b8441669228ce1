"""Files and standard streams: whole lines, and an application that goes on whatever happens to them."""

import json
import logging
import os
import sys

import pytest

import veilfold


def test_stdout_is_descriptor_1(run):
    done = run("import veilfold, logging; veilfold.setup(); logging.getLogger('x').info('m')")
    assert json.loads(done.stdout)["message"] == "m"
    assert done.stderr == b""


def test_stderr(run):
    done = run("import veilfold, logging; veilfold.setup(sink='stderr'); logging.getLogger('x').info('m')")
    assert json.loads(done.stderr)["message"] == "m"
    assert done.stdout == b""


def test_a_redirected_stdout_is_a_stream_to_be_given(capsys):
    log = logging.Logger("x")
    log.addHandler(veilfold.Handler(sink=sys.stdout))
    log.info("m")
    assert json.loads(capsys.readouterr().out)["message"] == "m"


def test_a_full_disk_is_said_once_and_counted(capfd):
    handler = veilfold.Handler(sink="/dev/full")
    log = logging.Logger("x")
    log.addHandler(handler)
    for _ in range(5):
        log.info("password=correct-horse-battery")
    err = capfd.readouterr().err
    assert err.count("\n") == 1
    assert "/dev/full" in err
    assert "No space left" in err
    assert "correct-horse" not in err
    (row,) = handler.stats()
    assert (row.written, row.lost) == (0, 5)
    assert "No space left" in row.failing


def test_recovery_is_noticed(tmp_path, capfd):
    path = tmp_path / "app.log"
    path.symlink_to("/dev/full")
    handler = veilfold.Handler(sink=path)
    record = logging.makeLogRecord({"msg": "m", "levelno": 20})
    handler.handle(record)
    path.unlink()
    record.created += 2
    handler.handle(record)
    assert path.read_bytes().count(b"\n") == 1
    assert "writable again; records lost meanwhile: 1" in capfd.readouterr().err
    (row,) = handler.stats()
    assert (row.written, row.lost, row.failing) == (1, 1, None)


def test_a_file_that_vanishes_is_made_again(tmp_path, capfd):
    path = tmp_path / "app.log"
    handler = veilfold.Handler(sink=path)
    record = logging.makeLogRecord({"msg": "m", "levelno": 20})
    handler.handle(record)
    path.unlink()
    record.created += 2
    handler.handle(record)
    assert path.read_bytes().count(b"\n") == 1
    assert "was deleted" in capfd.readouterr().err
    assert handler.stats()[0].lost == 1


def test_a_rotated_file_is_left_for_the_new_one(tmp_path):
    path = tmp_path / "app.log"
    handler = veilfold.Handler(sink=path)
    record = logging.makeLogRecord({"msg": "m", "levelno": 20})
    handler.handle(record)
    path.rename(tmp_path / "app.log.1")
    record.created += 2
    handler.handle(record)
    assert path.read_bytes()
    assert (tmp_path / "app.log.1").read_bytes()
    assert handler.stats()[0].lost == 0


def test_the_reader_of_a_pipe_that_leaves_stops_nothing(run):
    done = run(
        "import veilfold, logging, os, sys\n"
        "r, w = os.pipe(); os.dup2(w, 1); os.close(r); os.close(w)\n"
        "s = veilfold.setup()\n"
        "for _ in range(3): logging.getLogger('x').info('m')\n"
        "print(s.stats()[0].lost, file=sys.stderr)\n"
    )
    lines = done.stderr.decode().splitlines()
    assert done.returncode == 0
    assert lines[-1] == "3"
    assert len(lines) == 2
    assert "Broken pipe" in lines[0]


def test_a_closed_stdout_stops_nothing(run):
    done = run(
        "import veilfold, logging, os, sys\n"
        "s = veilfold.setup(); os.close(1)\n"
        "logging.getLogger('x').info('m')\n"
        "print(s.stats()[0].lost, file=sys.stderr); os._exit(0)\n"
    )
    assert done.stderr.decode().splitlines()[-1] == "1"


def test_a_long_line_through_a_pipe_is_whole(run):
    done = run(
        "import veilfold, logging, threading\n"
        "veilfold.setup()\n"
        "def work(n):\n"
        "    for _ in range(20): logging.getLogger('x').info('ab ' * 10_000, extra={'n': n})\n"
        "threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]\n"
        "[t.start() for t in threads]; [t.join() for t in threads]\n"
    )
    lines = done.stdout.splitlines()
    assert len(lines) == 80
    assert all(json.loads(line)["message"].startswith("ab ab") for line in lines)


def test_records_survive_sigkill(run, tmp_path):
    done = run(
        "import veilfold, logging, os, signal, sys\n"
        "veilfold.setup(sink=sys.argv[1])\n"
        "for n in range(100): logging.getLogger('x').info('m', extra={'n': n})\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n",
        tmp_path / "x.log",
    )
    assert done.returncode == -9
    assert len((tmp_path / "x.log").read_text().splitlines()) == 100


def test_late_records_get_out(run, tmp_path):
    """After logging.shutdown, from exit handlers and finalisers."""
    run(
        "import atexit, logging, sys, veilfold\n"
        "atexit.register(lambda: logging.getLogger('x').info('registered early'))\n"
        "veilfold.setup(sink=sys.argv[1])\n"
        "class Late:\n"
        "    def __del__(self, log=logging.getLogger('x')): log.info('finaliser')\n"
        "late = Late()\n",
        tmp_path / "x.log",
    )
    messages = [json.loads(line)["message"] for line in (tmp_path / "x.log").read_text().splitlines()]
    assert "registered early" in messages
    assert "finaliser" in messages


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can drop to another user")
def test_a_file_of_another_user_is_a_permission_error(run, tmp_path):
    path = tmp_path / "x.log"
    path.write_text("")
    path.chmod(0o600)
    done = run(
        "import os, sys, veilfold\n"
        "os.setuid(65534)\n"
        "try:\n    veilfold.setup(sink=sys.argv[1])\n"
        "except PermissionError as error: print(error)\n",
        path,
    )
    assert b"Permission denied" in done.stdout, done.stderr
