"""How gunicorn serves NPQ Hub, on a laptop and in production; the environment gives the sizes."""

import os

wsgi_app = "npqhub.wsgi:application"
workers = int(os.environ.get("WEB_WORKERS", "1"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
# A page takes milliseconds; what takes longer is a job. An export streams, so it is never cut.
timeout = 60
graceful_timeout = 10
keepalive = 5
max_requests = int(os.environ.get("WEB_MAX_REQUESTS", "0"))
max_requests_jitter = max_requests // 10
# The product logs its requests itself, without query strings: they can hold names.
accesslog = None
errorlog = "-"
control_socket_disable = True
