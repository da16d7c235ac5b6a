"""Addresses, middleware, static files, and the size of the web server."""

import os

from moadon.config.settings.places import VAR

__all__ = [
    "API_MIDDLEWARE",
    "APPEND_SLASH",
    "DATA_UPLOAD_MAX_MEMORY_SIZE",
    "LOGIN_URL",
    "MIDDLEWARE",
    "ROOT_URLCONF",
    "STATIC_ROOT",
    "STATIC_URL",
    "STORAGES",
    "WEB_HOST",
    "WEB_PORT",
    "WEB_THREADS",
    "WEB_WORKERS",
]

WEB_HOST = os.environ.get("MOADON_HOST") or "127.0.0.1"
WEB_PORT = int(os.environ.get("MOADON_PORT") or 8000)
WEB_WORKERS = int(os.environ.get("MOADON_WEB_WORKERS") or min(4, os.cpu_count() or 1))
WEB_THREADS = int(os.environ.get("MOADON_WEB_THREADS") or 32)

ROOT_URLCONF = "moadon.config.urls"
APPEND_SLASH = False
LOGIN_URL = "sign-in"
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
MIDDLEWARE = [
    "moadon.interfaces.http.access_log.AccessLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "moadon.interfaces.http.headers.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "moadon.ui.middleware.ReaderMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

API_MIDDLEWARE = [
    "moadon.interfaces.http.access_log.AccessLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "moadon.interfaces.http.headers.ContentSecurityPolicyMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
