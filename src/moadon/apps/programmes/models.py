"""Tables of programmes and their versions."""

from django.db import models
from django.db.models.functions import Now


class Programme(models.Model):
    """A programme by the id that its document gives it. `draft` is the text being worked on, not yet live."""

    club_id = models.BigIntegerField()
    code = models.TextField()
    draft = models.TextField(null=True)
    edition = models.IntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "programmes_programme"
        constraints = [models.UniqueConstraint(fields=["club_id", "code"], name="one_programme_per_code")]


class Version(models.Model):
    """What was published: the document as it was, live from `live_from` until the next version is."""

    club_id = models.BigIntegerField()
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    number = models.IntegerField()
    source = models.TextField()
    live_from = models.DateTimeField()
    published_at = models.DateTimeField(db_default=Now())
    published_by = models.TextField(default="")

    class Meta:
        db_table = "programmes_version"
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="one_version_per_number")]
        indexes = [models.Index(fields=["club_id", "live_from"], name="versions_by_moment")]
