"""The table of imports."""

from django.db import models
from django.db.models.functions import Now


class Import(models.Model):
    """A file brought in: what it holds, how its columns are mapped, how far it has got and what was refused.

    `runner` names the process that does it; whoever else thought to do it finds another name there and leaves it.
    """

    club_id = models.BigIntegerField()
    kind = models.TextField()
    file_name = models.TextField()
    stored_as = models.TextField()
    options = models.JSONField(default=dict)
    state = models.TextField(default="new")
    runner = models.TextField(default="", db_default="")
    place = models.JSONField(default=dict, db_default={})
    rows_total = models.BigIntegerField(null=True)
    rows_read = models.BigIntegerField(default=0)
    rows_taken = models.BigIntegerField(default=0)
    rows_same = models.BigIntegerField(default=0)
    rows_rejected = models.BigIntegerField(default=0)
    problem = models.TextField(default="")
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.TextField(default="")
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "imports_import"
        indexes = [models.Index(fields=["club_id", "-id"], name="imports_newest_first")]
