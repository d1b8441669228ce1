"""A pytest plugin: `picologging` is the standard library's `logging`, whose interface it takes over."""

import logging
import logging.config
import logging.handlers
import sys

sys.modules["picologging"] = logging
sys.modules["picologging.config"] = logging.config
sys.modules["picologging.handlers"] = logging.handlers
