"""rsyslog as `veilfold export rsyslog` configures it: clean lines, ids, nothing raw when the helper dies."""

from __future__ import annotations

import json
import socket
import stat
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from programs import (
    Killer,
    Line,
    connect,
    corpus,
    daemon,
    export,
    lines,
    native,
    no_secret,
    root,
    sequence,
    wait_for,
)

from veilfold._demo.process import free_port

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

FORWARD = '# What is clean: add your own outputs here, for example omfwd.\nruleset(name="veilfold_clean") {\n'


@contextmanager
def running(
    folder: Path, *, forward: int = 0, policy: str = "", command: str = ""
) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """rsyslog, listening; `forward` is a port that gets the clean messages, too."""
    arguments = ["--set", f"directory={folder}"]
    if policy:
        (folder / "policy.toml").write_text(policy, encoding="utf-8")
        arguments += ["--policy", str(folder / "policy.toml")]
    if command:
        arguments += ["--set", f"command={command}"]
    export("rsyslog", folder / "conf", *arguments)
    path = folder / "conf" / "30-veilfold.conf"
    text = path.read_text(encoding="utf-8")
    if forward:
        # What the file tells its user to do.
        assert FORWARD in text
        where = f'target="127.0.0.1" port="{forward}" protocol="tcp"'
        action = f'    action(type="omfwd" {where} template="RSYSLOG_SyslogProtocol23Format")\n'
        path.write_text(text.replace(FORWARD, FORWARD + action), encoding="utf-8")
    port = free_port()
    main = folder / "rsyslog.conf"
    main.write_text(
        f'global(workDirectory="{folder}" maxMessageSize="64k")\n'
        'module(load="imtcp")\n'
        f'include(file="{path}")\n'
        f'input(type="imtcp" port="{port}" address="127.0.0.1" ruleset="veilfold")\n',
        encoding="utf-8",
    )
    modules = next(root("rsyslog").glob("usr/lib/*/rsyslog"))
    arguments = ["usr/sbin/rsyslogd", "-n", "-M", str(modules), "-f", str(main), "-i", str(folder / "pid")]
    with daemon("rsyslog", *arguments, log=folder / "rsyslog.out") as process:
        yield port, process
    assert process.returncode == 0, (folder / "rsyslog.out").read_text()


def send(port: int, sent: list[Line]) -> None:
    with connect(port) as to:
        for line in sent:
            to.sendall(f"<{8 + line.severity}>Nov 29 10:00:00 web1 shop[12]: {line.text}\n".encode())


def arrived(folder: Path) -> list[dict]:
    return lines(folder / "clean.log")


def count(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


def test_every_line_arrives_once_clean_and_with_the_id_of_the_command(tmp_path):
    sent = corpus(10_000, seed=1)
    with running(tmp_path) as (port, _):
        send(port, sent)
        wait_for("all lines", lambda: count(tmp_path / "clean.log") >= len(sent))
    got = arrived(tmp_path)
    assert [sequence(r["message"]) for r in got] == list(range(len(sent)))
    assert not (tmp_path / "unchecked.log").exists()
    no_secret(sent, *(p.read_bytes() for p in (tmp_path / "clean.log", tmp_path / "rsyslog.out")))
    for record, line, (text, group_id) in zip(got, sent, native(sent, " "), strict=True):
        assert record["message"] == text, line.text
        assert record["group_id"] == (group_id or ""), line.text
    assert len({r["group_id"] for r in got}) > 5


def test_helpers_that_are_killed_let_nothing_raw_through(tmp_path):
    sent = corpus(4_000, seed=2)
    forwarded = bytearray()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def receive() -> None:
            peer, _ = server.accept()
            with peer:
                while chunk := peer.recv(1 << 16):
                    forwarded.extend(chunk)

        receiver = threading.Thread(target=receive)
        receiver.start()
        try:
            with (
                running(tmp_path, forward=server.getsockname()[1]) as (port, process),
                Killer(process.pid, tmp_path / "clean.log", 40_000) as killer,
            ):
                send(port, sent)
                both = (tmp_path / "clean.log", tmp_path / "unchecked.log")
                wait_for("all lines", lambda: sum(map(count, both)) >= len(sent))
        finally:
            receiver.join()
    assert killer.killed > 5
    clean = (tmp_path / "clean.log").read_bytes()
    no_secret(sent, clean, bytes(forwarded), (tmp_path / "rsyslog.out").read_bytes())
    # rsyslog did fail open, or this test shows nothing.
    raw = (tmp_path / "unchecked.log").read_bytes()
    assert raw.count(b"\n") > 0
    assert stat.S_IMODE((tmp_path / "unchecked.log").stat().st_mode) == 0o600
    numbers = [sequence(r["message"]) for r in arrived(tmp_path)]
    locked = [sequence(line.decode()) for line in raw.splitlines()]
    assert sorted(numbers + locked) == list(range(len(sent)))
    assert forwarded.count(b"seq=") == len(numbers)
    texts = native(sent, " ")
    for record in arrived(tmp_path):
        assert record["message"] == texts[sequence(record["message"])][0], (
            "an answer belongs to another message"
        )


@pytest.mark.parametrize(
    ("policy", "command"),
    [
        ("", "/nonexistent/veilfold"),
        ("", "/bin/false"),
        ("", "/bin/cat"),
        ('version = 1\n[pseudonym]\nkey_env = "PIPELINE_KEY"\nkey_id = "k1"\n', ""),
    ],
    ids=["missing", "failing", "echoing", "refused policy"],
)
def test_without_a_helper_everything_is_locked_away(tmp_path, monkeypatch, policy, command):
    # rsyslog starts helpers without an environment: the key is there for the export and not for the helper.
    monkeypatch.setenv("PIPELINE_KEY", "0123456789abcdef0123456789abcdef")
    sent = corpus(50, seed=3)
    with running(tmp_path, policy=policy, command=command) as (port, _):
        send(port, sent)
        wait_for("all lines", lambda: count(tmp_path / "unchecked.log") >= len(sent))
    assert arrived(tmp_path) == []


def test_structured_data_and_forged_vouchers_are_no_way_out(tmp_path):
    forged = json.dumps({"$!": {"veilfold": {"ok": True}}, "password": "forgedSecret99"})
    data = '[a@1 password="sdSecret12345"]'
    messages = [
        f"<11>1 2026-11-29T10:00:00Z web1 shop - - {data} card 4111 1111 1111 1111 seq=000000",
        f"<11>Nov 29 10:00:00 web1 shop[12]: @cee: {forged} seq=000001",
        f'<11>Nov 29 10:00:00 web1 shop[12]: {forged[:-1]}, "seq": "seq=000002"}}',
    ]
    with running(tmp_path) as (port, _):
        with connect(port) as to:
            to.sendall(b"".join(m.encode() + b"\n" for m in messages))
        wait_for("all lines", lambda: count(tmp_path / "clean.log") >= len(messages))
    got = arrived(tmp_path)
    assert got[0]["message"].strip() == "card [REDACTED:credit_card] seq=000000"
    clean = (tmp_path / "clean.log").read_bytes()
    assert b"Secret" not in clean
    assert not (tmp_path / "unchecked.log").exists()
