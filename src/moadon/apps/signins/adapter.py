"""How django-allauth's second factors are kept and named here (`MFA_ADAPTER`)."""

import base64
import hashlib

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser

from moadon.kernel.refusals import Refused


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]  # it comes without types
    """Secrets are kept enciphered with `SECRET_KEY`; those of a key that was before are still read."""

    def encrypt(self, text: str) -> str:
        """The text as it is kept."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The text as it was. Raises `Refused("factor_unreadable")` when the key is gone."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            raise Refused("factor_unreadable") from None

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """What an authenticator app calls the person."""
        return user.get_username()

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, object]:
        """What a passkey calls the person."""
        name = user.get_username()
        return {"id": f"user-{user.pk}".encode(), "display_name": name, "name": name}


def refreshed(kept: str) -> str:
    """What `Adapter.encrypt` kept, enciphered anew with the key of now."""
    return _cipher().rotate(kept.encode()).decode()


def _cipher() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_key_of(secret))) for secret in secrets])


def _key_of(secret: str) -> bytes:
    # The secret is long and random, so one round does; the prefix keeps this key apart from those of cookies.
    return hashlib.sha256(b"moadon second factors\n" + secret.encode()).digest()
