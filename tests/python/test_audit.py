"""The audit file: on the disk at once, numbered, with a policy of its own; what no logging library does."""

import json
import logging
import os

import pytest

import veilfold

CARD = "4111111111111111"
NAME = "Erika Mustermann"


def audit_lines(directory):
    return [json.loads(line) for line in (directory / "audit" / "audit.log").read_text().splitlines()]


def test_lines_are_numbered_in_each_process(monkeypatch, tmp_path):
    monkeypatch.setenv("AUDIT_SEQUENCE", "true")
    with veilfold.setup(directory=tmp_path, sink=[]):
        audit = logging.getLogger("audit.patients")
        for n in range(3):
            audit.info("read", extra={"n": n})
            logging.getLogger("x").info("not for auditors")
        child = os.fork()
        if not child:
            audit.info("read by a child", extra={"n": 3})
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        audit.info("read", extra={"n": 4})
    lines = audit_lines(tmp_path)
    assert [(line["n"], line["audit_sequence"]) for line in lines] == [(0, 1), (1, 2), (2, 3), (3, 1), (4, 4)]
    mine, childs = lines[0]["audit_process"], lines[3]["audit_process"]
    assert [line["audit_process"] for line in lines] == [mine, mine, mine, childs, mine]
    assert mine.startswith(f"{os.getpid()}-")
    assert childs.startswith(f"{child}-")
    assert "audit_sequence" not in (tmp_path / "app.log").read_text()


def test_lines_of_text_are_numbered_too(tmp_path):
    with veilfold.setup(sink=veilfold.File(tmp_path / "a.log", sequence=True), format="text"):
        logging.getLogger("audit").info("read")
    assert (tmp_path / "a.log").read_text().rstrip().endswith(" audit_sequence=1")


@pytest.mark.parametrize("asynchronous", [False, True])
def test_no_audit_line_is_held_back_as_a_repeat(monkeypatch, tmp_path, asynchronous):
    monkeypatch.setenv("AUDIT_SEQUENCE", "true")
    with veilfold.setup(directory=tmp_path, sink=[], dedup=3600, group="all", asynchronous=asynchronous):
        for _ in range(5):
            logging.getLogger("audit").info("patient read")
    assert [line["audit_sequence"] for line in audit_lines(tmp_path)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("asynchronous", [False, True])
def test_an_audit_file_may_hide_more_or_less(monkeypatch, tmp_path, asynchronous):
    def logged(profile, audit_redaction):
        directory = tmp_path / f"{profile}-{audit_redaction}"
        monkeypatch.setenv("REDACT_PROFILE", profile)
        if audit_redaction:
            monkeypatch.setenv("AUDIT_REDACTION", audit_redaction)
        with veilfold.setup(directory=directory, sink=directory / "all.log", asynchronous=asynchronous):
            logging.getLogger("audit").info("card %s", CARD, extra={"patient_name": NAME})
        return (directory / "all.log").read_text(), (directory / "audit" / "audit.log").read_text()

    for profile, audit_redaction, main_tells, audit_tells in [
        ("default", None, True, True),
        ("phi", None, False, False),
        ("phi", "default", False, True),
        ("default", "phi", True, False),
    ]:
        main, audit = logged(profile, audit_redaction)
        assert (NAME in main, NAME in audit) == (main_tells, audit_tells), (profile, audit_redaction)
        # A card is in no file, whatever the profile.
        assert CARD not in main + audit


def test_an_audit_policy_may_be_a_file(monkeypatch, tmp_path):
    policy = tmp_path / "audit.toml"
    policy.write_text('version = 1\n[fields]\ndeny = ["ward"]\n')
    monkeypatch.setenv("AUDIT_REDACTION", str(policy))
    with veilfold.setup(directory=tmp_path, sink=tmp_path / "all.log"):
        logging.getLogger("audit").info("m", extra={"ward": "east wing"})
    assert "east wing" in (tmp_path / "all.log").read_text()
    assert "east wing" not in (tmp_path / "audit" / "audit.log").read_text()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("AUDIT_REDACTION", "hipaa", "default, pci, phi, strict or none"),
        ("AUDIT_FSYNC", "often", "true or false"),
        ("AUDIT_SEQUENCE", "global", "true or false"),
    ],
)
def test_what_cannot_be_meant_is_refused(monkeypatch, tmp_path, name, value, expected):
    monkeypatch.setenv(name, value)
    with pytest.raises(ValueError, match=f"{name}.*{expected}"):
        veilfold.setup(directory=tmp_path)


#: From here on the kernel refuses `fdatasync` with EIO, as it does when a disk fails.
BROKEN_DISK = """
import ctypes, errno, platform, struct
number = {"x86_64": 75, "aarch64": 83}[platform.machine()]
program = struct.pack("=HBBI", 0x20, 0, 0, 0)              # load the number of the system call
program += struct.pack("=HBBI", 0x15, 0, 1, number)         # is it fdatasync?
program += struct.pack("=HBBI", 0x06, 0, 0, 0x00050000 | errno.EIO)
program += struct.pack("=HBBI", 0x06, 0, 0, 0x7FFF0000)     # all others are allowed
buffer = ctypes.create_string_buffer(program)
class Filter(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("program", ctypes.c_void_p)]
libc = ctypes.CDLL(None, use_errno=True)
assert libc.prctl(38, 1, 0, 0, 0) == 0, "PR_SET_NO_NEW_PRIVS"
assert libc.prctl(22, 2, ctypes.byref(Filter(4, ctypes.addressof(buffer))), 0, 0) == 0, "PR_SET_SECCOMP"
"""


@pytest.mark.parametrize(("fsync", "expected"), [("true", "1 Input/output error"), ("false", "0 None")])
def test_a_line_counts_when_it_is_on_the_disk(run, tmp_path, fsync, expected):
    done = run(
        f"""
import logging, veilfold
setup = veilfold.setup(directory={str(tmp_path)!r}, sink=[])
{BROKEN_DISK}
logging.getLogger("audit").info("read")
logging.getLogger("x").info("another file")
rows = {{row.sink.rpartition("/")[2]: row for row in setup.stats()}}
assert rows["app.log"].lost == 0
row = rows["audit.log"]
print(row.lost, (row.failing or "None").split(" (os")[0])
""",
        env={"AUDIT_FSYNC": fsync},
    )
    assert done.stdout.decode().strip() == expected, done.stderr.decode()
    assert len(audit_lines(tmp_path)) == 1


@pytest.mark.parametrize(
    "name", ["AUDIT_TABLES", "AUDIT_RETENTION_DAYS", "LOG_API_USER_ACCESS", "LOG_DATABASE_URL", "LOKI_URL"]
)
def test_what_no_logging_library_does_is_said(monkeypatch, tmp_path, name):
    monkeypatch.setenv(name, "postgresql://app:hunter2@db/logs")
    with veilfold.setup(sink=tmp_path / "app.log"):
        pass
    (line,) = (tmp_path / "app.log").read_text().splitlines()
    record = json.loads(line)
    assert (record["level"], record["logger"]) == ("WARNING", "veilfold")
    assert record["message"].startswith(f"{name} is set, but no")
    assert "hunter2" not in line
