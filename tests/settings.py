"""The product's settings with five things changed: hasher, mail, cache, Celery, static files.

Every variable is fixed before the product reads it, so that no .env reaches the tests. Another
database or a real Redis is chosen with TEST_DATABASE_URL and TEST_REDIS_URL.
"""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRATCH = ROOT / "var" / "tests"
(SCRATCH / "broker").mkdir(parents=True, exist_ok=True)
(SCRATCH / "broker-control").mkdir(exist_ok=True)

os.environ |= {
    "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
    "CSRF_TRUSTED_ORIGINS": "",
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{SCRATCH / 'db.sqlite3'}",
    "DEBUG": "0",
    "DEFAULT_FROM_EMAIL": "NPQ Hub <no-reply@example.org>",
    "EMAIL_URL": "memorymail://",
    "LOG_FORMAT": "json",
    "LOG_LEVEL": "ERROR",
    "NPQHUB_DEMO": "0",
    "NPQHUB_INSECURE_HTTP": "1",
    "NPQHUB_VAR": str(SCRATCH),
    "PUBLIC_URL": "http://testserver",
    "REDIS_URL": os.environ.get("TEST_REDIS_URL", ""),
    "REQUIRE_SECOND_FACTOR": "0",
    "SECRET_KEY": "for-the-tests-alone-" + "0123456789" * 4,
    "TRUSTED_PROXY_COUNT": "0",
}

from npqhub.settings import *  # noqa: E402, F403  (after the environment is fixed)
from npqhub.settings import DATABASES, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_TASK_ALWAYS_EAGER = CELERY_TASK_EAGER_PROPAGATES = True
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}

# A file, since threads and other processes must reach the same rows; one for each run of the
# tests, since two may go on at once; and it need not survive a crash.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(SCRATCH / f"test-{os.getpid()}.sqlite3")}
    DATABASES["default"]["OPTIONS"] |= {
        "init_command": ("PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF;PRAGMA foreign_keys=ON;")
    }
WHITENOISE_AUTOREFRESH = True
