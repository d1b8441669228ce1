"""What `veilfold.Syslog` sends, as rsyslog understands it."""

from __future__ import annotations

import json
import logging
import os
from typing import TYPE_CHECKING

import pytest
from programs import connect, daemon, lines, root, wait_for

import veilfold
from veilfold._demo.process import free_port

if TYPE_CHECKING:
    from pathlib import Path

#: Every part of a message as rsyslog took it apart, one JSON object a line.
PARTS = """
template(name="parts" type="list" option.jsonf="on") {
    property(outname="app" name="app-name" format="jsonf")
    property(outname="pid" name="procid" format="jsonf")
    property(outname="severity" name="syslogseverity-text" format="jsonf")
    property(outname="facility" name="syslogfacility-text" format="jsonf")
    property(outname="time" name="timereported" dateFormat="rfc3339" format="jsonf")
    property(outname="text" name="msg" format="jsonf")
}
"""


@pytest.mark.parametrize("form", ["rfc5424", "rfc3164"])
@pytest.mark.parametrize("protocol", ["tcp", "udp"])
def test_rsyslog_takes_it_apart(tmp_path: Path, protocol: str, form: str) -> None:
    port, out = free_port(), tmp_path / "parts.log"
    ready = port if protocol == "tcp" else free_port()
    (tmp_path / "rsyslog.conf").write_text(
        f'global(workDirectory="{tmp_path}" maxMessageSize="64k")\n'
        f'module(load="imtcp")\nmodule(load="imudp")\n{PARTS}\n'
        f'input(type="im{protocol}" port="{port}" address="127.0.0.1")\n'
        + (f'input(type="imtcp" port="{ready}" address="127.0.0.1")\n' if ready != port else "")
        + f'action(type="omfile" file="{out}" template="parts")\n',
        encoding="utf-8",
    )
    modules = next(root("rsyslog").glob("usr/lib/*/rsyslog"))
    config = ["-f", str(tmp_path / "rsyslog.conf"), "-i", str(tmp_path / "pid")]
    with daemon(
        "rsyslog", "usr/sbin/rsyslogd", "-n", "-M", str(modules), *config, log=tmp_path / "rsyslog.out"
    ):
        connect(ready).close()
        sink = veilfold.Syslog("127.0.0.1", port, protocol, format=form, facility="local2", app="shop")
        handler = veilfold.Handler(sink=sink)
        log = logging.Logger("shop.orders")
        log.addHandler(handler)
        for n in range(20):
            log.error("Zoë paid, password=%s", "hunter2hunter2", extra={"n": n, "pad": "é" * n * 50})
        handler.close()
        wait_for("all messages", lambda: out.exists() and out.read_bytes().count(b"\n") >= 20)
    got = lines(out)
    assert b"hunter2" not in out.read_bytes()
    for n, parts in enumerate(got):
        assert (parts["app"], parts["pid"]) == ("shop", str(os.getpid()))
        assert (parts["severity"], parts["facility"]) == ("err", "local2")
        record = json.loads(parts["text"])
        assert (record["n"], record["message"]) == (n, "Zoë paid, password=[REDACTED]")
        if form == "rfc5424":
            assert parts["time"].replace("+00:00", "Z") == record["timestamp"]
