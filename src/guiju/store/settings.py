"""Django's settings for an office whose database is one SQLite file. `database.bind` names the file."""

from __future__ import annotations

SECRET_KEY = "unused: nothing here is signed with it; pages bring their own"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "guiju.store",
]
USE_TZ = True
TIME_ZONE = "UTC"  # instants; the office's day follows the zone of its rulebooks
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": ":memory:",
        "OPTIONS": {
            "timeout": 30,
            # A writer queues before it reads: what it has read is still true when it writes.
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
        },
    }
}
