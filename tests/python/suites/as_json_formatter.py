"""A pytest plugin: python-json-logger's `JsonFormatter` is `veilfold.Formatter`."""

import pythonjsonlogger
import pythonjsonlogger.json

import veilfold

pythonjsonlogger.ORJSON_AVAILABLE = pythonjsonlogger.MSGSPEC_AVAILABLE = False
pythonjsonlogger.json.JsonFormatter = veilfold.Formatter
