"""What pytest shows of a failed test that logged, with the conftest.py of the recipe."""

import leak_routes
import recipes

TEST = """
import logging
import leak_routes

def test_it(caplog):
    caplog.set_level(logging.DEBUG)
    leak_routes.run_all(logging.getLogger("app"), "pytest, caplog")
    # What a test does with it, printed beside pytest's own report.
    print(caplog.text, [record.__dict__ for record in caplog.records])
    assert False
"""


def run(sink, directory, *, without=False):
    """The whole report."""
    one = recipes.Recipe("pytest", directory, without=without)
    (directory / "test_it.py").write_text(TEST.replace("pytest, caplog", sink))
    program = [
        *one.arguments(),
        "-p",
        "no:cacheprovider",
        "-o",
        "log_level=DEBUG",
        "--rootdir",
        str(directory),
    ]
    status, output = one.run(*program)
    assert status == 1, output.decode()
    assert b"1 failed" in output
    return output.replace((directory / "test_it.py").read_bytes(), b"")


assert leak_routes.ROUTES
