"""Languages of the pages. Times are UTC inside; a club's own zone is applied where something is shown or counted."""

from moadon.config.settings.places import PACKAGE

__all__ = [
    "LANGUAGES",
    "LANGUAGE_CODE",
    "LANGUAGE_COOKIE_AGE",
    "LANGUAGE_COOKIE_NAME",
    "LANGUAGE_COOKIE_SAMESITE",
    "LOCALE_PATHS",
    "TIME_ZONE",
    "USE_I18N",
]

TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("he", "עברית"), ("fa", "فارسی")]
LANGUAGE_COOKIE_NAME = "moadon_language"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = sorted(str(folder) for folder in PACKAGE.rglob("locale") if folder.is_dir())
