"""Django's settings for the pages and the API of one office.

`GUIJU_HOME` is its folder. `GUIJU_ORIGIN` is the address that people type, such as https://register.example; without
it only this machine is served, by plain HTTP. `GUIJU_SCANS_WAITING` is how many scans of one organisation may
be waiting or running.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from guiju.faces.web.keys import secret_key
from guiju.store import settings as store
from guiju.store.database import FILE
from guiju.store.office import HOME

OFFICE = Path(os.environ.get("GUIJU_HOME") or HOME).absolute()
ORIGIN = os.environ.get("GUIJU_ORIGIN", "")
_SECURE = ORIGIN.startswith("https://")

DEBUG = False
SECRET_KEY = secret_key(OFFICE)
ALLOWED_HOSTS = [urlsplit(ORIGIN).hostname or ""] if ORIGIN else ["localhost", "127.0.0.1", "[::1]", "testserver"]
CSRF_TRUSTED_ORIGINS = [ORIGIN] if ORIGIN else []

INSTALLED_APPS = [
    *store.INSTALLED_APPS,
    "django.contrib.staticfiles",
    "guiju.kit",
    "guiju.wings.registry",
    "guiju.wings.oversight",
]
DATABASES = {"default": {**store.DATABASES["default"], "NAME": str(OFFICE / FILE), "CONN_MAX_AGE": None}}
DEFAULT_AUTO_FIELD = store.DEFAULT_AUTO_FIELD
USE_TZ, TIME_ZONE = store.USE_TZ, store.TIME_ZONE

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "guiju.kit.web.middleware.guarded",
    "guiju.kit.web.answer.told",
]
ROOT_URLCONF = "guiju.faces.web.urls"
WSGI_APPLICATION = "guiju.faces.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "guiju.faces.web.frame.frame",
            ],
        },
    }
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
USE_I18N = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # files are served from the package: there is nothing to collect
WHITENOISE_AUTOREFRESH = False

LOGIN_URL = "sign_in"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SECURE_SSL_REDIRECT = _SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _SECURE
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "guiju.kit.web.answer.csrf_failure"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000  # of a form; files are streamed past it
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
SCANS_WAITING = int(os.environ.get("GUIJU_SCANS_WAITING") or 20)  # of one organisation at once; no more are taken in
FILE_UPLOAD_HANDLERS = ["guiju.kit.web.receiving.Spooled"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "guiju.kit.web.logs.Lines"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["out"], "level": "WARNING"},
    "loggers": {"guiju": {"level": "INFO"}, "django": {"handlers": ["out"], "level": "WARNING", "propagate": False}},
}
