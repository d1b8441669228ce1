"""The recipes of docs/python.md that are no servers run too; those of servers are run for the leak table."""

import http.server
import json
import subprocess
import sys
import threading

import leak_pytest
import leak_receivers
import leak_servers
import recipes

#: In the recipes, as the reader sees it.
SECRET = b"hunter2"


def test_every_recipe_of_the_page_is_run():
    tested = {server.recipe for server in leak_servers.SERVERS.values()}
    tested |= {"pytest", "AWS Lambda", "structlog", "loguru", "Sentry", "OpenTelemetry"}
    assert set(recipes.names()) == tested
    assert leak_pytest.TEST


def lines(output):
    return [json.loads(line) for line in output.splitlines() if line.startswith(b"{")]


def script(name, file, directory, **environment):
    one = recipes.Recipe(name, directory)
    status, output = one.run(sys.executable, file, **environment)
    assert status == 0, output.decode()
    assert SECRET not in output
    return one, output


def test_structlog(tmp_path):
    _, output = script("structlog", "with_structlog.py", tmp_path)
    login, failed = lines(output)
    assert login == {"event": "login", "user": "bob", "password": "[REDACTED]", "level": "info"}
    assert "ConnectionError" in failed["exception"]
    assert failed["group_id"].startswith("s1-")


def test_loguru(tmp_path):
    _, output = script("loguru", "with_loguru.py", tmp_path)
    login, failed = lines(output)
    assert (login["message"], login["service"], login["password"]) == ("login", "shop", "[REDACTED]")
    assert failed["exception"]["type"] == "ConnectionError"
    # loguru's own sink, on standard error.
    assert output.count(b"ConnectionError") > 2


def test_opentelemetry(tmp_path):
    one, output = script("OpenTelemetry", "with_opentelemetry.py", tmp_path)
    line = json.loads((one.directory / "app.log").read_text())
    exported = json.loads(output[output.index(b"{\n") : output.index(b"\n}\n") + 2])
    assert exported["attributes"]["password"] == "[REDACTED]"
    assert exported["attributes"]["user"] == "bob"
    assert f"0x{line['trace_id']}" == exported["trace_id"]
    assert f"0x{line['span_id']}" == exported["span_id"]


def test_sentry(tmp_path):
    receiver = leak_receivers.Http()
    dsn = f"http://public@127.0.0.1:{receiver.port}/1"
    _, output = script("Sentry", "with_sentry.py", tmp_path, SENTRY_DSN=dsn)
    sent = receiver.close()
    assert SECRET not in sent
    assert lines(output)[1]["group_id"].encode() in sent
    assert b"ConnectionError" in sent
    assert b"shop@1.2.3" in sent


class Runtime(http.server.BaseHTTPRequestHandler):
    """The Lambda Runtime API: two invocations, and then silence."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if not self.server.events:
            self.server.finished.set()
            self.server.closing.wait(30)
            return
        body = json.dumps(self.server.events.pop(0)).encode()
        self.send_response(200)
        self.send_header("Lambda-Runtime-Aws-Request-Id", "request-1")
        self.send_header("Lambda-Runtime-Deadline-Ms", "1999999999999")
        self.send_header("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700")
        self.send_header("Content-Type", "application/json")
        self.send_header("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu:1:function:shop")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.server.answers.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def test_aws_lambda(tmp_path):
    one = recipes.Recipe("AWS Lambda", tmp_path)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Runtime)
    server.daemon_threads = True
    server.events = [{"order": 7, "password": "hunter2"}, {"card": "4111111111111111", "token": "hunter2"}]
    server.answers, server.finished, server.closing = [], threading.Event(), threading.Event()
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    address = f"127.0.0.1:{server.server_port}"
    environment = {**one.environment, "AWS_LAMBDA_RUNTIME_API": address, "AWS_LAMBDA_FUNCTION_NAME": "shop"}
    with (tmp_path / "out").open("wb") as out:
        runtime = subprocess.Popen(
            [sys.executable, "-m", "awslambdaric", "function.handler"],
            cwd=tmp_path,
            env=environment,
            stdout=out,
            stderr=out,
        )
        served = server.finished.wait(60)
        runtime.kill()
        runtime.wait()
    server.closing.set()
    server.shutdown()
    server.server_close()
    output = (tmp_path / "out").read_bytes()
    assert served, output.decode()
    everything = output + b"".join(body for _, body in server.answers)
    assert SECRET not in everything
    assert b"4111111111111111" not in everything
    assert [path.rsplit("/", 1)[1] for path, _ in server.answers] == ["response", "error"]
    called, _, failed = lines(output)[:3]
    assert (called["request_id"], called["event"]["order"]) == ("request-1", 7)
    assert failed["exception"]["type"] == "KeyError"
