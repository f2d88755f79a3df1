"""Settings from the environment alone; a missing or unreadable value stops the start with its name.

`happiness up` sets every variable for its children; an operator with a server of his own sets
`DATABASE_URL` (the application's role) and, for migrations, `DATABASE_OWNER_URL`.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

# Storey order, lowest first: INSTALLED_APPS and the urls follow from it.
ROOMS = (
    "ledger",
    "facade",
    "post",
    "places",
    "accounts",
    "files",
    "webhooks",
    "institution",
    "cases",
    "interfaces",
)

PACKAGE = Path(__file__).resolve().parent


class BadSetting(SystemExit):
    """A variable that is missing or cannot be read; the message names it and the mend."""


def _required(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise BadSetting(f"{name} is not set. `happiness up` sets it; see docs/operations.md, Settings.")
    return value


def _flag(name: str, default: str = "0") -> bool:
    value = os.environ.get(name, default).lower()
    if value not in ("0", "1", "true", "false"):
        raise BadSetting(f"{name} is {value!r}: write 1 or 0.")
    return value in ("1", "true")


def _number(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    if not value.isdigit():
        raise BadSetting(f"{name} is {value!r}: write a whole number.")
    return int(value)


def _networks(name: str) -> tuple[str, ...]:
    told = tuple(one.strip() for one in os.environ.get(name, "").split(",") if one.strip())
    for one in told:
        try:
            ip_network(one)
        except ValueError as wrong:
            raise BadSetting(f"{name} holds {one!r}: write networks such as 10.20.0.0/16.") from wrong
    return told


def _database(name: str) -> dict[str, object]:
    parts = urlsplit(_required(name))
    if parts.scheme not in ("postgresql", "postgres"):
        raise BadSetting(f"{name} must begin with postgresql://; PostgreSQL is the only database.")
    query = parse_qs(parts.query)
    options: dict[str, object] = {"options": "-c lock_timeout=8000 -c timezone=UTC"}
    if _flag("DATABASE_PREPARED", "1"):
        # Only what asks for it is prepared (ledger.statements); nothing is because it was seen so often.
        options["prepare_threshold"] = 1_000_000_000
    if "sslmode" in query:
        options["sslmode"] = query["sslmode"][0]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [parts.hostname or ""])[0],
        "PORT": query.get("port", [str(parts.port or "")])[0],
        # A thread keeps its connection: fetching one for each request costs more than some statements do.
        "CONN_MAX_AGE": None,
        "OPTIONS": options,
    }


DEBUG = _flag("HAPPINESS_DEBUG")
DATA = Path(_required("HAPPINESS_DATA"))
SECRET_KEY = _required("HAPPINESS_SECRET_KEY")
# Several, newest first, divided by commas, while a rotation runs.
FIELD_SECRETS = tuple(_required("HAPPINESS_FIELD_SECRETS").split(","))
LINK_SECRET = _required("HAPPINESS_LINK_SECRET")
ALLOWED_HOSTS = os.environ.get("HAPPINESS_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
PUBLIC_URL = os.environ.get("HAPPINESS_PUBLIC_URL", "http://127.0.0.1:8000")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
BEHIND_TLS = PUBLIC_URL.startswith("https://")

DATABASES = {"default": _database("DATABASE_URL")}
if os.environ.get("DATABASE_OWNER_URL"):
    DATABASES["owner"] = _database("DATABASE_OWNER_URL")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    "procrastinate.contrib.django",
    *(f"happiness_cloud.{room}" for room in ROOMS),
]

MIDDLEWARE = [
    "happiness_cloud.facade.middleware.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "happiness_cloud.accounts.sessions.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "happiness_cloud.interfaces.actor_middleware.ActorMiddleware",
    "axes.middleware.AxesMiddleware",
    "happiness_cloud.facade.middleware.RefusalMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "happiness_cloud.facade.pages.frame",
                "happiness_cloud.interfaces.site.navigation",
            ],
            "builtins": ["happiness_cloud.facade.templatetags.facade"],
        },
    }
]

ROOT_URLCONF = "happiness_cloud.interfaces.urls"
WSGI_APPLICATION = "happiness_cloud.interfaces.wsgi.application"
CSRF_FAILURE_VIEW = "happiness_cloud.facade.pages.csrf_failed"

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
# The book says who signed in; a second list with addresses would only be one more to lose.
AXES_DISABLE_ACCESS_LOG = True
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/start/"

SESSION_ENGINE = "happiness_cloud.accounts.sessions"
SESSION_COOKIE_NAME = "happiness_session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31536000 if BEHIND_TLS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = ["urls.W005"]

# A report with nine photos fits; a single photo is held to less by the files room.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 600
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "happiness_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("HAPPINESS_TIME_ZONE", "Asia/Shanghai")
# What residents read at the head of every page, and the number they can call.
PLACE_NAME = os.environ.get("HAPPINESS_PLACE", "")
HOTLINE = os.environ.get("HAPPINESS_HOTLINE", "12345")
DIVISION = os.environ.get("HAPPINESS_DIVISION", "990106")
# At this hour of the day the mail goes out that gathers a day's news.
DIGEST_HOUR = _number("HAPPINESS_DIGEST_HOUR", 7) % 24

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
# Photos and documents: on disk, or in a bucket (docs/operations.md, Files in a bucket).
_BUCKET = os.environ.get("HAPPINESS_S3_BUCKET", "")
if _BUCKET and find_spec("storages") is None:
    raise BadSetting("HAPPINESS_S3_BUCKET needs more packages: pip install -r requirements/s3.txt")
_DISK: dict[str, object] = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {
        "location": DATA / "files",
        "file_permissions_mode": 0o600,
        "directory_permissions_mode": 0o700,
    },
}
STORAGES = {
    "default": {
        "BACKEND": "happiness_cloud.files.storage.Bucket",
        "OPTIONS": {
            "bucket_name": _BUCKET,
            "endpoint_url": os.environ.get("HAPPINESS_S3_ENDPOINT") or None,
            "region_name": os.environ.get("HAPPINESS_S3_REGION", "us-east-1"),
            "access_key": _required("HAPPINESS_S3_KEY"),
            "secret_key": _required("HAPPINESS_S3_SECRET"),
            "addressing": os.environ.get("HAPPINESS_S3_ADDRESSING", "auto"),
        },
    }
    if _BUCKET
    else _DISK,
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

# sms and mail go to the outbox unless an adapter is named; see docs/rooms/post.md.
POST_CHANNELS = {
    "sms": os.environ.get("HAPPINESS_SMS", "outbox"),
    "mail": os.environ.get("HAPPINESS_MAIL", "outbox"),
}
POST_SMS_HTTP = {
    name: os.environ.get(f"HAPPINESS_SMS_{name.upper()}", "") for name in ("url", "body", "token")
}
# Where webhooks and forwarding may go besides public addresses; docs/operations.md. Plain http only ever to this machine.
OUTGOING_HTTP = _flag("HAPPINESS_OUTGOING_HTTP", "1" if DEBUG else "0")
OUTGOING_ALLOW = (
    *_networks("HAPPINESS_OUTGOING_ALLOW"),
    *(("127.0.0.0/8", "::1/128") if OUTGOING_HTTP else ()),
)
EMAIL_HOST = os.environ.get("HAPPINESS_MAIL_HOST", "localhost")
EMAIL_PORT = _number("HAPPINESS_MAIL_PORT", 25)
EMAIL_HOST_USER = os.environ.get("HAPPINESS_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("HAPPINESS_MAIL_PASSWORD", "")
EMAIL_USE_TLS = _flag("HAPPINESS_MAIL_TLS")
DEFAULT_FROM_EMAIL = os.environ.get("HAPPINESS_MAIL_FROM", "happiness-cloud@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "happiness_cloud.facade.logs.JsonFormatter"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
    # axes names people and addresses in its warnings.
    "loggers": {"axes": {"level": "ERROR"}},
    "root": {"handlers": ["out"], "level": os.environ.get("HAPPINESS_LOG", "WARNING")},
}
