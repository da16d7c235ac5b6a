"""Tables of programmes, their versions, for whom a pilot is, and what was announced."""

from django.db import models
from django.db.models.functions import Now


class Programme(models.Model):
    """A programme by the id that its document gives it. `draft` is the text being worked on, not yet live.

    `updated_by` is who changed it last. `ended_at` may lie ahead.
    """

    club_id = models.BigIntegerField()
    code = models.TextField()
    draft = models.TextField(null=True)
    edition = models.IntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())
    updated_by = models.TextField(default="", db_default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "programmes_programme"
        constraints = [models.UniqueConstraint(fields=["club_id", "code"], name="one_programme_per_code")]


class Version(models.Model):
    """What was published: the document as it was, live from `live_from` until the next version is.

    A `pilot` is live for its own members only.
    """

    club_id = models.BigIntegerField()
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    number = models.IntegerField()
    source = models.TextField()
    live_from = models.DateTimeField()
    published_at = models.DateTimeField(db_default=Now())
    published_by = models.TextField(default="")
    pilot = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "programmes_version"
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="one_version_per_number")]
        indexes = [models.Index(fields=["club_id", "live_from"], name="versions_by_moment")]


class PilotMember(models.Model):
    """Somebody for whom a pilot is. Chosen once, when it is published."""

    club_id = models.BigIntegerField()
    version = models.ForeignKey(Version, on_delete=models.PROTECT)
    member_id = models.BigIntegerField()

    class Meta:
        db_table = "programmes_pilotmember"
        constraints = [models.UniqueConstraint(fields=["version", "member_id"], name="one_place_in_a_pilot")]


class Stop(models.Model):
    """From when a version is not live whatever else happens: a pilot that ended, or one withdrawn before its moment."""

    club_id = models.BigIntegerField()
    version = models.OneToOneField(Version, on_delete=models.PROTECT)
    at = models.DateTimeField()
    noted_at = models.DateTimeField(db_default=Now())
    noted_by = models.TextField(default="")

    class Meta:
        db_table = "programmes_stop"


class Notice(models.Model):
    """Proof that a change for the worse was announced: what was told, when, to how many, for which moment.

    `version` is the one announced; without one it is the end of the programme. `against` is the number of the version
    that members had then. `differences` holds what was told: a list of objects with a sentence in each language.
    """

    club_id = models.BigIntegerField()
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    version = models.OneToOneField(Version, on_delete=models.PROTECT, null=True)
    against = models.IntegerField()
    announced_at = models.DateTimeField()
    announced_by = models.TextField(default="")
    takes_effect_at = models.DateTimeField()
    members = models.IntegerField()
    country = models.TextField()
    months = models.IntegerField()
    differences = models.JSONField()

    class Meta:
        db_table = "programmes_notice"
        indexes = [models.Index(fields=["programme", "announced_at"], name="notices_of_a_programme")]
