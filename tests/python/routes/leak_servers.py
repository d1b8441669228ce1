"""The recipes of servers and workers, each run as its page says, with the routes added to it."""

import dataclasses
import subprocess
import sys
import time

import leak_routes
import recipes

#: Routes that only a server has.
REQUEST_LINE = leak_routes.Route("request line", None, None, (3, 10), elsewhere=False)
UNCAUGHT = leak_routes.Route("exception of a view", None, "RouteError", (3, 10), elsewhere=False)
ROUTES = [REQUEST_LINE, UNCAUGHT]

#: What every appended code has: the routes, and an exception that only the framework catches.
COMMON = """
import leak_routes
SINK = {sink!r}
def leaks(log):
    leak_routes.run_all(log, SINK)
def boom():
    secret = leak_routes.token("exception of a view", SINK)
    raise leak_routes.RouteError("route:exception of a view; password=" + secret)
"""


@dataclasses.dataclass
class Server:
    recipe: str
    file: str
    code: str


SERVERS = {
    "Flask": Server(
        "Flask",
        "app.py",
        """
@app.get("/leaks")
def all_leaks():
    leaks(app.logger)
    return "ok"
@app.get("/boom")
def view():
    boom()
""",
    ),
    "Django": Server(
        "Django",
        "urls.py",
        """
def all_leaks(request):
    leaks(logging.getLogger("django.request"))
    return JsonResponse({})
def view(request):
    boom()
urlpatterns += [path("leaks", all_leaks), path("boom", view)]
""",
    ),
    "FastAPI": Server(
        "FastAPI",
        "app.py",
        """
@app.get("/leaks")
def all_leaks():
    leaks(log)
@app.get("/boom")
async def view():
    boom()
""",
    ),
    "uvicorn": Server(
        "uvicorn",
        "serve.py",
        """
""",
    ),
    "gunicorn": Server(
        "gunicorn",
        "app.py",
        """
ordinary = app
def app(environ, start_response):
    if environ["PATH_INFO"] == "/leaks":
        leaks(logging.getLogger("gunicorn.error"))
    if environ["PATH_INFO"] == "/boom":
        boom()
    return ordinary(environ, start_response)
""",
    ),
    "aiohttp": Server("aiohttp", "app.py", ""),
    "Celery": Server("Celery", "tasks.py", ""),
}


#: What is put before the last lines of a program that ends with its main loop.
BEFORE_MAIN = {
    "uvicorn": """
ordinary = app
async def app(scope, receive, send):
    if scope.get("path") == "/leaks":
        import logging
        leaks(logging.getLogger("uvicorn.error"))
    if scope.get("path") == "/boom":
        boom()
    await ordinary(scope, receive, send)
""",
    "aiohttp": """
async def all_leaks(request):
    leaks(logging.getLogger("aiohttp.server"))
    return web.Response()
async def view(request):
    boom()
app.router.add_get("/leaks", all_leaks)
app.router.add_get("/boom", view)
""",
}

WORKER = """
app.conf.update(
    broker_url="filesystem://",
    broker_transport_options={
        "data_folder_in": "queue", "data_folder_out": "queue", "control_folder": "control"
    },
    worker_enable_remote_control=False,
)
from celery.utils.log import get_task_logger
@app.task
def all_leaks():
    leaks(get_task_logger("tasks"))
@app.task
def view(order, password):
    boom()
@app.task
def stop():
    open("done", "w").close()
"""

CLIENT = """
import leak_routes, tasks
password = leak_routes.token("request line", tasks.SINK)
tasks.all_leaks.delay()
tasks.view.delay(order="route:request line;", password=password)
tasks.stop.delay()
"""


def run(sink, directory, *, without=False):
    """Everything that a recipe puts out while the routes run in it."""
    server = SERVERS[sink]
    one = recipes.Recipe(server.recipe, directory, without=without)
    common = COMMON.format(sink=sink)
    if sink in BEFORE_MAIN:
        text = (directory / server.file).read_text()
        before, main = text.split("\nif __name__", 1)
        (directory / server.file).write_text(f"{before}{common}{BEFORE_MAIN[sink]}\nif __name__{main}")
    else:
        one.append(server.file, common + (WORKER if sink == "Celery" else server.code))
    if sink == "Celery":
        return worker(one)
    secret = leak_routes.token(REQUEST_LINE.name, sink)
    with one.serving("/leaks", "/boom", f"/orders/7?mark=route:request%20line;&password={secret}"):
        # A server may answer before it logs that it did.
        deadline = time.monotonic() + 10
        while b"mark=route:request" not in one.output() and time.monotonic() < deadline:
            time.sleep(0.05)
    return one.output()


def worker(one):
    for name in ("queue", "control"):
        (one.directory / name).mkdir()
    with one.serving(wait=False) as process:
        client = one.directory / "client.py"
        client.write_text(CLIENT)
        subprocess.run(
            [sys.executable, str(client)], cwd=one.directory, env=one.environment, check=True, timeout=60
        )
        for _ in range(600):
            if (one.directory / "done").exists():
                break
            assert process.poll() is None, one.output().decode()
            time.sleep(0.05)
    # The broker's messages are the program's own data.
    return (one.directory / "out").read_bytes()
