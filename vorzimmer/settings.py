"""Django settings. Whatever an agency may set comes from the environment; `docs/reference/settings.md` names each one."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parent
HOME = Path(os.environ.get("VORZIMMER_HOME", "var")).resolve()


def private_file(name: str, make: str) -> str:
    """Read a secret from `HOME/name`; the first call creates it with mode 600."""
    path = HOME / name
    if not path.exists():
        HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process was faster
            return path.read_text("ascii").strip()
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(make + "\n")
    return path.read_text("ascii").strip()


def one_of(variable: str, *choices: str) -> str:
    """The value of `variable`, the first of `choices` when it is not set. Raises ValueError for any other."""
    value = os.environ.get(variable) or choices[0]
    if value not in choices:
        raise ValueError(f"{variable} is {value!r}; it can be {', '.join(choices)}")
    return value


def database(variable: str, file: str) -> dict[str, Any]:
    """The database that `variable` names, or an SQLite file in HOME."""
    config = dict(dj_database_url.parse(os.environ.get(variable) or f"sqlite:///{HOME / file}"))
    if config["ENGINE"] == "django.db.backends.sqlite3":
        HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
        config["ENGINE"] = "vorzimmer.sqlite"
        config["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20}
    config["CONN_MAX_AGE"] = None
    config["CONN_HEALTH_CHECKS"] = config["ENGINE"] != "vorzimmer.sqlite"
    return config


def whole_number(variable: str, default: int, *, least: int, most: int) -> int:
    """The number of `variable`. Raises ValueError for anything that is no whole number in these bounds."""
    text = os.environ.get(variable) or str(default)
    if not text.isdecimal() or not least <= int(text) <= most:
        raise ValueError(f"{variable} is {text!r}; it is a whole number from {least} to {most}")
    return int(text)


DATABASES = {
    "default": database("DATABASE_URL", "vorzimmer.sqlite3"),
    "keyring": database("KEYRING_URL", "keyring.sqlite3"),
}
DATABASE_ROUTERS = ["vorzimmer.privacy.router.KeyringRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SECRET_KEY = os.environ.get("VORZIMMER_SECRET_KEY") or private_file("secret.key", secrets.token_urlsafe(48))
MASTER_KEY = os.environ.get("VORZIMMER_MASTER_KEY", "")
"""Base64 of 32 bytes; empty: `HOME/master.key` (mode 600), made at the first start."""

PUBLIC_URL = os.environ.get("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
HTTPS = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = [urlsplit(PUBLIC_URL).hostname or "", "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("BEHIND_PROXY") == "1" else None
TRUSTED_PROXIES = os.environ.get("TRUSTED_PROXIES") or "127.0.0.0/8 ::1"
"""Addresses and networks of the web servers in front that may say who a client is; nobody else is believed."""
SENDER_ADDRESS_HOURS = whole_number("SENDER_ADDRESS_HOURS", 72, least=1, most=168)
"""How long the address of who sent a form is kept, to clear up abuse."""
KEEP_SHORT_ADDRESSES = os.environ.get("KEEP_SHORT_ADDRESSES") == "1"
"""Whether shortened addresses of senders are counted by day afterwards, linked to nothing."""

DEBUG = False
DEMO = os.environ.get("VORZIMMER_DEMO") == "1"
AGENCY_NAME = os.environ.get("AGENCY_NAME", "Vorzimmer")
DATA_PROTECTION_OFFICER = os.environ.get("DATA_PROTECTION_OFFICER", "")
"""Name and contact of the data protection officer, as the privacy notice says them; blank: there is none."""
SUPERVISORY_AUTHORITY = os.environ.get("SUPERVISORY_AUTHORITY", "")
"""Name and address of the authority that supervises the agency; blank: the notice says that it is that of its Land."""

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "vorzimmer.live",
    "vorzimmer.accounts",
    "vorzimmer.privacy",
    "vorzimmer.privacy.keyring",
    "vorzimmer.privacy.factors",
    "vorzimmer.customers",
    "vorzimmer.delivery",
    "vorzimmer.calls",
    "vorzimmer.billing",
    "vorzimmer.claims",
]

MIDDLEWARE = [
    "vorzimmer.website.security.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "vorzimmer.accounts.middleware.SessionClock",
    "vorzimmer.accounts.middleware.UserLanguage",
    "vorzimmer.privacy.middleware.ReadingClock",
    "vorzimmer.privacy.exporting.ExportJournal",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "vorzimmer.website.first_things.SetUpFirst",
]

ROOT_URLCONF = "vorzimmer.urls"
WSGI_APPLICATION = "vorzimmer.server.pages.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "vorzimmer.website.tags",
                "vorzimmer.website.usage_tags",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "vorzimmer.website.context.agency",
            ],
            "loaders": [
                ("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"]),
            ],
        },
    },
]

# Sign-in
AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = reverse_lazy("website:sign-in")
LOGIN_REDIRECT_URL = reverse_lazy("website:home")
LOGOUT_REDIRECT_URL = reverse_lazy("website:sign-in")
REQUIRE_SECOND_FACTOR = one_of("REQUIRE_SECOND_FACTOR", "none", "staff", "all")
"""Of whom the agency demands a second step at the sign-in; all others may have one."""
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_NAME = "vorzimmer"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = None  # `website.security` sets it: "no-referrer" would make browsers post forms with "Origin: null"
CSRF_FAILURE_VIEW = "vorzimmer.website.views.forged"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 20_000_000  # the longest request there is: a file of somebody's data never lies on the disk

# Language and time
LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
TIME_ZONE = "Europe/Berlin"
USE_TZ = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [PACKAGE / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder", "django.contrib.staticfiles.finders.AppDirectoriesFinder"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "LOCATION": HOME / "files"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Delivery
_mail = urlsplit(os.environ.get("SMTP_URL", "smtp://127.0.0.1:25"))
EMAIL_HOST = _mail.hostname or "127.0.0.1"
EMAIL_PORT = _mail.port or (465 if _mail.scheme == "smtps" else 25)
EMAIL_HOST_USER = _mail.username or ""
EMAIL_HOST_PASSWORD = _mail.password or ""
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", "vorzimmer@localhost")
SMS_GATEWAY_URL = os.environ.get("SMS_GATEWAY_URL", "")
SMS_GATEWAY_TOKEN = os.environ.get("SMS_GATEWAY_TOKEN", "")

# Backups
BACKUP_RECIPIENT = os.environ.get("BACKUP_RECIPIENT", "")
"""The public key ("age1…") for which backups are encrypted; empty: the program makes none by itself."""
BACKUP_FOLDER = Path(os.environ.get("BACKUP_FOLDER") or HOME / "backups").resolve()
BACKUP_HOURS = whole_number("BACKUP_HOURS", 24, least=1, most=168)
BACKUP_DAYS = whole_number("BACKUP_DAYS", 30, least=1, most=30)
"""How long a backup of the data is kept; the notice promises at most 30 days."""
KEYRING_BACKUP_DAYS = whole_number("KEYRING_BACKUP_DAYS", 3, least=1, most=7)
"""How long a backup of the keyring is kept: shorter, because a destroyed key lives on in it."""

# Telephone systems that tell us of calls by webhook; one that has no secret is closed.
SIPGATE_ENABLED = os.environ.get("SIPGATE_ENABLED") == "1"
SIPGATE_PUBLIC_KEY_FILE = os.environ.get("SIPGATE_PUBLIC_KEY_FILE", "")
PLACETEL_SECRET = os.environ.get("PLACETEL_SECRET", "")
CTI_TOKEN = os.environ.get("CTI_TOKEN", "")
UNKNOWN_NUMBERS = os.environ.get("UNKNOWN_NUMBERS", "pass")
"""What a call to a number of no customer gets: "pass" (the telephone system goes on as set there) or "reject"."""

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "vorzimmer": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        # Django would write the requested path of every 4xx and 5xx here; the server answers with a reference number instead.
        "django.request": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "django.security": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "django.server": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
