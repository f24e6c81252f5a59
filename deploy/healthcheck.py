"""Ask the web server of this container whether it answers; the exit code says so."""

import http.client
import os
import sys

host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=4)
try:
    connection.request("GET", "/health/live/", headers={"Host": host})
    sys.exit(0 if connection.getresponse().status == 200 else 1)
except OSError as fault:
    sys.exit(f"no answer: {fault}")
