"""Where things are: the package, the checkout, and the folder of everything that is kept (`MOADON_VAR`)."""

import os
import secrets
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]


def _checkout() -> Path:
    root = PACKAGE.parents[1]
    return root if (root / "pyproject.toml").exists() else Path.cwd()


CHECKOUT = _checkout()
VAR = Path(os.environ.get("MOADON_VAR") or CHECKOUT / "var").absolute()
_backup = os.environ.get("MOADON_BACKUP")
BACKUP_FOLDER = Path(_backup).absolute() if _backup else None
BACKUP_HOURS = float(os.environ.get("MOADON_BACKUP_HOURS") or 24)
BACKUP_KEEP = int(os.environ.get("MOADON_BACKUP_KEEP") or 7)


def secret_key() -> str:
    """The key that signs cookies: `MOADON_SECRET_KEY`, else made once and kept in `$MOADON_VAR/secret_key`."""
    given = os.environ.get("MOADON_SECRET_KEY")
    if given:
        return given
    path = VAR / "secret_key"
    if not path.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"secret_key.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()


def former_secret_keys() -> list[str]:
    """Keys that signed before and are still believed: `MOADON_SECRET_KEY_FALLBACKS`, with commas."""
    return [key for key in os.environ.get("MOADON_SECRET_KEY_FALLBACKS", "").split(",") if key]
