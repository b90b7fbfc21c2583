"""How gunicorn serves the pages, on every machine: `gunicorn --config python:web.server "web:create_app()"`."""

from typing import Any

worker_class = "gthread"
workers = 2
threads = 4
timeout = 60  # seconds without a sign of life after which a worker is replaced
graceful_timeout = 20  # seconds that requests under way get at the end
loglevel = "warning"
preload_app = True  # imports once for all workers: a start takes half the time


def post_fork(_server: Any, worker: Any) -> None:
    """Give a new worker connections of its own."""
    worker.app.wsgi().extensions["innohus"]["engine"].dispose(close=False)
