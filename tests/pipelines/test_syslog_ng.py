"""syslog-ng as `veilfold export syslog-ng` configures it: a round trip, nothing raw when the helper dies."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from programs import (
    Killer,
    connect,
    corpus,
    daemon,
    export,
    lines,
    native,
    no_secret,
    root,
    sequence,
    settled,
    wait_for,
)

from veilfold._demo.process import free_port

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

    from programs import Line


@contextmanager
def running(folder: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """syslog-ng, listening."""
    export("syslog-ng", folder / "conf", "--set", f"directory={folder}")
    os.mkfifo(folder / "veilfold.fifo", 0o600)
    port = free_port()
    main = folder / "syslog-ng.conf"
    main.write_text(
        "@version: 3.38\n"
        "options { stats-freq(0); keep-hostname(yes); time-reopen(1); };\n"
        f'@include "{folder}/conf/veilfold.conf"\n'
        f'source s_net {{ network(ip("127.0.0.1") port({port}) transport("tcp") log-msg-size(65536)); }};\n'
        "log { source(s_net); destination(d_veilfold); flags(flow-control); };\n",
        encoding="utf-8",
    )
    modules = next(root("syslog-ng-core").glob("usr/lib/syslog-ng/[0-9]*"))
    arguments = [
        "usr/sbin/syslog-ng",
        "-F",
        "-e",
        "--no-caps",
        "--module-path",
        str(modules),
        "-f",
        str(main),
    ]
    arguments += ["-R", str(folder / "persist"), "-p", str(folder / "pid"), "-c", str(folder / "ctl")]
    with daemon("syslog-ng-core", *arguments, log=folder / "syslog-ng.out") as process:
        yield port, process
    assert process.returncode == 0, (folder / "syslog-ng.out").read_text()


def send(port: int, sent: list[Line]) -> None:
    with connect(port) as to:
        for line in sent:
            to.sendall(f"<{8 + line.severity}>Nov 29 10:00:00 web1 shop[12]: {line.text}\n".encode())


def count(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


def test_every_line_comes_back_once_clean_and_with_the_id_of_the_command(tmp_path):
    sent = corpus(10_000, seed=4)
    with running(tmp_path) as (port, _):
        send(port, sent)
        wait_for("all lines", lambda: count(tmp_path / "clean.log") >= len(sent))
    got = lines(tmp_path / "clean.log")
    assert [sequence(r["message"]) for r in got] == list(range(len(sent)))
    no_secret(sent, *(p.read_bytes() for p in (tmp_path / "clean.log", tmp_path / "syslog-ng.out")))
    texts = [line for line in sent if not line.text.startswith("{")]
    ids = {sequence(text): (text, group_id) for text, group_id in native(texts)}
    for record in got:
        assert (record["host"], record["service"], record["pid"]) == ("web1", "shop", "12")
        if record["message"].startswith("{"):
            # A record in a record: cleaned by its keys all the same.
            assert json.loads(record["message"])["password"] == "[REDACTED]"
            continue
        assert (record["message"], record.get("group_id")) == ids[sequence(record["message"])]


def test_helpers_that_are_killed_let_nothing_raw_through(tmp_path):
    sent = corpus(4_000, seed=5)
    with (
        running(tmp_path) as (port, process),
        Killer(process.pid, tmp_path / "clean.log", 100_000) as killer,
    ):
        send(port, sent)
        settled(tmp_path / "clean.log", 3)
    assert killer.killed > 2
    outputs = [p.read_bytes() for p in (tmp_path / "clean.log", tmp_path / "syslog-ng.out")]
    no_secret(sent, *outputs)
    # What a killed helper held is lost; a line that it had half written stands before the next one.
    numbers = [int(part[:6]) for part in outputs[0].split(b"seq=")[1:]]
    assert len(numbers) == len(set(numbers))
    assert len(numbers) > len(sent) / 10
