"""Tables of facts, deeds and remembered answers. Club and actor are opaque numbers: this is the lowest app."""

from django.db import models
from django.db.models.functions import Now


class FactRow(models.Model):
    """A fact, written in the transaction of what happened. Readers follow `xact` (see the migration), not `id`."""

    club_id = models.BigIntegerField()
    name = models.TextField()
    subject = models.TextField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    data = models.JSONField(default=dict)

    class Meta:
        db_table = "audit_fact"


class FactReader(models.Model):
    """How far one reader of a club's facts has come."""

    club_id = models.BigIntegerField()
    reader = models.TextField()
    last_xact = models.BigIntegerField(default=0)
    last_id = models.BigIntegerField(default=0)

    class Meta:
        db_table = "audit_fact_reader"
        constraints = [models.UniqueConstraint(fields=["club_id", "reader"], name="one_cursor_per_reader")]


class Change(models.Model):
    """In a transaction (`xact`, see the migration) rows of the table `source` were added, changed or deleted.

    Triggers write it, once a transaction, on the tables that are copied whole when they have changed.
    """

    club_id = models.BigIntegerField()
    source = models.TextField()

    class Meta:
        db_table = "audit_change"


class Deed(models.Model):
    """Who changed what, when and from where. Never changed, never deleted by the application."""

    club_id = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())
    actor_kind = models.TextField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.TextField(default="")
    action = models.TextField()
    subject = models.TextField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    address = models.TextField(default="")

    class Meta:
        db_table = "audit_deed"
        indexes = [
            models.Index(fields=["club_id", "-id"], name="deeds_newest_first"),
            models.Index(fields=["club_id", "subject", "-id"], name="deeds_of_subject"),
        ]


class RememberedAnswer(models.Model):
    """An answer given under an Idempotency-Key. `receipt` points at an answer kept with the receipt itself.

    Others are sealed (`box`), as they say who somebody is. `body` is what the version before kept.
    """

    club_id = models.BigIntegerField()
    caller = models.TextField()
    key = models.TextField()
    request_hash = models.BinaryField()
    status = models.SmallIntegerField()
    receipt = models.BigIntegerField(null=True)
    body = models.TextField(null=True)
    box = models.BinaryField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "audit_answer"
        constraints = [models.UniqueConstraint(fields=["club_id", "caller", "key"], name="one_answer_per_key")]
        indexes = [models.Index(fields=["club_id", "created_at"], name="answers_by_age")]
