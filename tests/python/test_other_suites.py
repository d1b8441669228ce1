"""The suites of structlog, python-json-logger and picologging pass while veilfold is in force.

Their code is none of ours: it comes from PyPI when the suite runs, in the pinned version, and stays in
`target/suites`. Every case runs twice, without veilfold and with it; what passes without has to pass with it.
The rest cannot: structlog skips what needs a package that is not there, and picologging, which runs on
`logging` here, tests what it does differently. `DIFFERENT` and `CHANCE` hold all other
exceptions, with the reason.
"""

import hashlib
import os
import re
import subprocess
import sys
import tarfile
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from interpreters import PYTHONS

import veilfold

TARGET = Path(__file__).parents[2] / "target/suites"
PLUGINS = Path(__file__).parent / "suites"

#: What the suites need, beside their own packages.
NEEDED = [
    "freezegun==1.5.5",
    "msgspec==0.23.0",
    "orjson==3.13.0",
    "pytest==9.2.0",
    "pytest-asyncio==1.5.0",
    "python-json-logger==4.2.0",
    "simplejson==4.3.0",
    "structlog==26.1.0",
    "time-machine==3.5.1",
    "tzdata==2026.6",
]

#: Source archives, and the SHA-256 of each.
SOURCES = {
    "structlog-26.1.0": "f63a716cbd1b1291cf7661de7794b455acfa4c43c5bcf1630e6ad5ddc1adb3b7",
    "python_json_logger-4.2.0": "e371ebe22ec01e289850102091a2b1f6fc9e655c7f1f5f29073936756c290afa",
    "picologging-0.9.3": "6921f86ea0875ac85e252188627e9f04b872895327a7028e06c825ddb888a825",
}

#: Suite -> (source, directory of its tests, plugins of ours, fewest cases that have to pass).
SUITES = {
    "structlog": ("structlog-26.1.0", ".", [], 870),
    "python-json-logger": ("python_json_logger-4.2.0", ".", [], 190),
    "picologging": ("picologging-0.9.3", "tests/unit", ["as_picologging"], 190),
}

#: Cases that veilfold changes on purpose, and why.
DIFFERENT = {
    "python-json-logger": {
        r"test_common_types_encoded\[obj22-": "what cannot be read reaches other handlers as a marker",
    },
}

#: Cases that pass by chance, whatever is in force, and why.
CHANCE = {
    "test_percentstyle::test_record_created": "compares the time of a record with its first six decimals",
    "test_timed_rotatingfilehandler_rollover_keeps_non_related_files": "a second may end within it",
}


def installed(version):
    """A Python of this version with what the suites need; made once."""
    place = TARGET / f"python{version}-{hashlib.sha256(repr(NEEDED).encode()).hexdigest()[:12]}"
    python = place / "bin/python"
    if not (place / "complete").exists():
        pip(PYTHONS[version], "-m", "venv", "--clear", place)
        pip(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *NEEDED)
        (place / "complete").touch()
    return python


def unpacked(source):
    """The directory of a source archive; fetched once, and refused if it is not the one that is pinned."""
    place = TARGET / source
    archive = TARGET / f"{source}.tar.gz"
    if not archive.exists():
        name, version = source.rsplit("-", 1)
        pip(
            *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"),
            *("--no-binary", name, "--dest", TARGET, f"{name}=={version}"),
        )
    assert hashlib.sha256(archive.read_bytes()).hexdigest() == SOURCES[source], archive
    if not place.exists():
        with tarfile.open(archive) as tar:
            tar.extractall(TARGET, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    return place


def pip(*command):
    """Run what needs PyPI. Without a network there is nothing to test, but in CI, which has one."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "COV_CORE"))}
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, check=False, env=environment
    )
    if done.returncode:
        said = done.stderr.strip()[-400:]
        if os.environ.get("CI") or not re.search(r"connection|resolution|unreachable", said, re.IGNORECASE):
            pytest.fail(said)
        pytest.skip(f"PyPI cannot be reached: {said}")


def passed(version, suite, tmp_path, *plugins):
    """The cases that pass, and those that do not with the first line of what they say."""
    source, directory, own, _ = SUITES[suite]
    root = unpacked(source)
    report = tmp_path / f"{'-'.join(plugins) or 'plain'}.xml"
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("LOG_", "PYTEST", "COV_CORE"))}
    environment["PYTHONPATH"] = f"{PLUGINS}:{Path(veilfold.__file__).parents[1]}"
    environment["VEILFOLD_SUITE_LOG"] = str(tmp_path / "app.log")
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    options = [f"-p{plugin}" for plugin in (*own, *plugins)]
    done = subprocess.run(
        [
            *(installed(version), "-m", "pytest", "-q", "-pno:cacheprovider", f"--junitxml={report}"),
            *("-c", root / "pyproject.toml", *options),
        ],
        capture_output=True,
        text=True,
        cwd=root / directory,
        env=environment,
        timeout=300,
        check=False,
    )
    # 1: some cases failed. Anything else is no run of the suite.
    assert done.returncode in {0, 1}, done.stdout[-2000:] + done.stderr[-2000:]
    good, bad = set(), {}
    for case in ET.parse(report).getroot().iter("testcase"):
        name = f"{case.get('classname')}::{case.get('name')}"
        other = [child for child in case if child.tag in {"failure", "error", "skipped"}]
        if other:
            bad[name] = (other[0].get("message") or "").splitlines()[:1]
        else:
            good.add(name)
    return good - bad.keys(), bad


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize("version", PYTHONS)
def test_what_passes_without_veilfold_passes_with_it(version, suite, tmp_path, record_property):
    plain, cannot = passed(version, suite, tmp_path)
    good, bad = passed(version, suite, tmp_path, "active")
    different = DIFFERENT.get(suite, {})
    excepted = {name for name in plain for pattern in different if re.search(pattern, name)}
    chance = {name for name in plain for case in CHANCE if name.endswith(case)}
    wrong = {name: bad.get(name, "did not run") for name in plain - good - excepted - chance}
    assert wrong == {}
    # What is excepted is still different: else it is no exception.
    assert not excepted & good
    assert len(good) >= SUITES[suite][3], cannot
    print(f"{suite} on {version}: {len(good)} pass; not applicable:")
    for name, reason in sorted({**cannot, **dict.fromkeys(excepted, "on purpose")}.items()):
        print(f"  {name}: {reason}")


#: Why a case of python-json-logger cannot pass with `veilfold.Formatter` in place of its `JsonFormatter`.
OTHER_CONTRACT = {
    r"(percentage|string_template|comma|sequence_\w+)_format|format_keys": "a fmt makes text, no fields",
    r"rename|reserved_attrs|json_default|custom_default|custom_object|default_encoder_with_timestamp"
    r"|exc_info_as_array|notes_as_array|with_notes_as_array|groups_as_array|stack_info_as_array|ensure_ascii"
    r"|defaults_field": "its own options",
    r"log_dict": "a dict as message is text in ours, not fields",
    r"custom_logic": "add_fields is a method of its own",
    r"test_exc_info\[|test_exception_(notes|groups|groups_with_notes)\[": "an exception is an object in ours",
    r"bytes|BYTES": "bytes are text in ours, not base64",
    r"Exception-str|SomeDataclass-str|SomeClass-str|MultiEnum-list": "a class is its repr in ours",
    r"obj17-str": "a traceback object is its repr in ours",
    r"obj22-": "what cannot be shown is a marker in ours",
}


def test_our_formatter_in_place_of_python_json_loggers(tmp_path):
    version = next(iter(PYTHONS))
    good, bad = passed(version, "python-json-logger", tmp_path, "active", "as_json_formatter")
    of_ours = {name: said for name, said in bad.items() if "test_formatters" in name and "Formatter" in name}
    wrong = {
        name: said
        for name, said in of_ours.items()
        if not any(re.search(pattern, name) for pattern in OTHER_CONTRACT)
    }
    assert wrong == {}
    assert sum("[Formatter" in name or "-Formatter]" in name for name in good) >= 20
