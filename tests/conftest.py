"""What every test may use. Tests commit for real, against a PostgreSQL of their own; see tests/platform/database.py."""

import atexit
import gc
import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

# Modules and tests are millions of objects that stay: none is looked through for garbage while they are made, nor later.
gc.disable()
CHECKOUT = Path(__file__).resolve().parents[1]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moadon.config.settings")
os.environ["MOADON_VAR"] = os.environ.get("MOADON_TEST_VAR") or str(CHECKOUT / "var" / "test")
if "MOADON_FIELD_KEYS" not in os.environ:
    # One ring for whatever a run of the tests starts, wherever it keeps its files.
    _keys = Path(tempfile.mkdtemp(prefix="moadon-keys-")) / "fields.keys"
    os.environ["MOADON_FIELD_KEYS"] = str(_keys)
    atexit.register(shutil.rmtree, _keys.parent, ignore_errors=True)
os.environ.pop("MOADON_POOL", None)
os.environ.pop("MOADON_URL", None)

pytest_plugins = ["tests.platform.database", "tests.platform.running"]


def pytest_configure(config: pytest.Config) -> None:
    """Load the settings (the plugin for Django then sets it up), unless the run is one without Django."""
    if not config.pluginmanager.has_plugin("django"):
        return
    from django.conf import settings

    if str(settings.MOADON_VAR) != os.environ["MOADON_VAR"]:
        raise pytest.UsageError("DJANGO_SETTINGS_MODULE is set: unset it, the tests choose their own settings")
    # Pages are tested without gathering and hashing their static files first.
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is garbage is looked for from here on, among what comes from here on."""
    try:
        return (yield)
    finally:
        gc.freeze()
        # Libraries would tell of leaks at the exit.
        atexit.register(gc.unfreeze)
        gc.enable()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public receipts beside the checkout (or `MOADON_SHARED`); the test is skipped where it is not."""
    folder = Path(os.environ.get("MOADON_SHARED") or CHECKOUT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip("skipped: no shared data")
    return folder
