"""The recipes of docs/python.md: files and commands as the page has them, put into a directory and run."""

import contextlib
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from leak_judge import environment

PAGE = Path(__file__).parents[3] / "docs" / "python.md"
HERE = Path(__file__).parent

#: A program that does without veilfold: the same recipe, with this in the place of the package.
STANDARD = """
import contextlib, logging
def setup(**_):
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s [%(threadName)s] %(message)s")
    return contextlib.nullcontext()
def context(**_):
    return contextlib.nullcontext()
"""


def recipe(name):
    """The files and the command of a recipe."""
    text = PAGE.read_text("utf-8")
    section = re.search(rf"^### {re.escape(name)}\n(.*?)(?=^##)", text, re.DOTALL | re.MULTILINE)[1]
    files = dict(re.findall(r'```python title="(.*?)"\n(.*?)```', section, re.DOTALL))
    command = re.search(r"```console\n\$ (.*?)\n```", section)
    return files, command and command[1]


def names():
    text = PAGE.read_text("utf-8")
    return re.findall(
        r"^### (.*)$",
        re.search(r"^## Recipes\n(.*?)(?=^## )", text, re.DOTALL | re.MULTILINE)[1],
        re.MULTILINE,
    )


class Recipe:
    """A recipe in a directory of its own."""

    def __init__(self, name, directory, *, without=False):
        self.name = name
        self.directory = directory
        self.directory.mkdir(parents=True, exist_ok=True)
        self.files, self.command = recipe(name)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        for file, text in self.files.items():
            (directory / file).write_text(text.replace("8000", str(self.port)))
        self.environment = environment()
        if without:
            (directory / "without").mkdir()
            (directory / "without" / "veilfold.py").write_text(STANDARD)
            self.environment = environment(PYTHONPATH=f"{directory / 'without'}:{HERE}")

    def append(self, file, code):
        """Add what the suite needs to a file of the recipe."""
        with (self.directory / file).open("a") as out:
            out.write(code)

    def arguments(self):
        program, *rest = shlex.split(self.command.replace("8000", str(self.port)))
        # The page's `flask` is the one of this Python.
        start = [sys.executable] if program == "python" else [sys.executable, "-m", program]
        return [*start, *rest]

    def run(self, *arguments, **more):
        """Run to the end; returns everything that came out."""
        with (self.directory / "out").open("wb") as out:
            done = subprocess.run(
                list(arguments) or self.arguments(),
                cwd=self.directory,
                stdout=out,
                stderr=out,
                timeout=60,
                check=False,
                env={**self.environment, **more},
            )
        return done.returncode, self.output()

    @contextlib.contextmanager
    def serving(self, *paths, wait=True):
        """Start the server and ask it for each path."""
        with (self.directory / "out").open("wb") as out:
            server = subprocess.Popen(
                self.arguments(), cwd=self.directory, stdout=out, stderr=out, env=self.environment
            )
            try:
                if wait:
                    self._wait(server)
                for path in paths:
                    self.get(path)
                yield server
            finally:
                server.send_signal(signal.SIGTERM)
                try:
                    server.wait(20)
                except subprocess.TimeoutExpired:
                    server.kill()
                    server.wait()

    def _wait(self, server):
        for _ in range(600):
            assert server.poll() is None, self.output().decode(errors="replace")
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.05)
        raise AssertionError(f"{self.name} does not listen: {self.output().decode(errors='replace')}")

    def get(self, path):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", headers={"X-Api-Key": "hunter2-key"}
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code

    def output(self):
        """Every byte that the recipe wrote: what it printed, and its files."""
        own = set(self.files) | {"veilfold.py"}
        files = [
            path for path in sorted(self.directory.rglob("*")) if path.is_file() and path.name not in own
        ]
        return b"\n".join(path.read_bytes() for path in files if path.suffix != ".pyc")
