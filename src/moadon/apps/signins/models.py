"""Tables of who is signed in where. A session is of a person, not of a club, and a try to get in of nobody."""

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from moadon.apps.clubs.models import User


class Session(AbstractBaseSession):
    """A browser's session: Django's own columns, and whose it is. Nobody's while somebody stands at the door."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True)
    browser = models.TextField(default="")
    system = models.TextField(default="")
    place = models.TextField(default="")
    began_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "signins_session"

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """Who reads what the session holds."""
        from moadon.apps.signins.store import SessionStore

        return SessionStore


class Try(models.Model):
    """How often somebody tried to get in, under a key that tells neither name nor address, `until` it begins anew."""

    key = models.TextField(primary_key=True)
    tries = models.IntegerField()
    until = models.DateTimeField()

    class Meta:
        db_table = "signins_try"
