"""A pytest plugin: veilfold is in force, fast loggers and all, while the suite of another project runs."""

import logging
import os

import pytest

import veilfold

SETUP = pytest.StashKey()


def pytest_configure(config):
    config.stash[SETUP] = veilfold.setup(sink=os.environ["VEILFOLD_SUITE_LOG"], fast=True)
    config.add_cleanup(config.stash[SETUP].close)


@pytest.fixture(autouse=True)
def veilfold_is_in_force(request):
    yield
    setup = request.config.stash[SETUP]
    assert logging.Logger.handle is setup._protection._installed
    assert type(logging.Logger.info).__name__ == "method_descriptor"
