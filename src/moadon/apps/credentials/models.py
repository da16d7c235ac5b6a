"""Tables of credentials. Members are named by their rows; what is secret is kept hashed or enciphered."""

from django.db import models
from django.db.models.functions import Now


class Pin(models.Model):
    """A member's PIN as a slow hash. `edition` grows with each one that is set. `set_by`: "member" or "office"."""

    club_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    hash = models.TextField()
    edition = models.IntegerField(default=1)
    set_by = models.TextField()
    set_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "credentials_pin"
        constraints = [models.UniqueConstraint(fields=["club_id", "member_id"], name="one_pin_per_member")]


class Code(models.Model):
    """A one-time code, for one purpose of one member, and if `most` is told for so much of `wallet` at most."""

    club_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    purpose = models.TextField()
    digest = models.BinaryField()
    wallet = models.TextField(null=True)
    most = models.BigIntegerField(null=True)
    channel = models.TextField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "credentials_code"
        indexes = [models.Index(fields=["member_id", "purpose", "-id"], name="codes_of_member")]


class Device(models.Model):
    """A member's device that shows codes. `secret` is enciphered; `last_step`: of the last code that was used.

    `link`: of a page of ours that shows them, the digest of what stands in its address; null for an app.
    """

    club_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    name = models.TextField(default="")
    secret = models.BinaryField()
    last_step = models.BigIntegerField(default=0)
    paired_at = models.DateTimeField(db_default=Now())
    used_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    link = models.BinaryField(null=True)

    class Meta:
        db_table = "credentials_device"
        constraints = [models.UniqueConstraint(fields=["club_id", "link"], name="one_page_per_link")]
        indexes = [models.Index(fields=["member_id"], name="devices_of_member")]


class Spend(models.Model):
    """Value that left a member's wallets in a club that asks for proof: by which proof, or by none (`proof` empty).

    `amount` in minor units of money, or in ten-thousandths of points. Of a receipt, a hold, or what `subject` names.
    """

    club_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    sort = models.TextField()
    amount = models.BigIntegerField()
    at = models.DateTimeField()
    proof = models.TextField(default="")
    proof_row = models.BigIntegerField(null=True)
    receipt_id = models.BigIntegerField(null=True)
    hold_id = models.BigIntegerField(null=True)
    subject = models.TextField(default="")

    class Meta:
        db_table = "credentials_spend"
        indexes = [
            models.Index(fields=["member_id", "at"], name="spends_unproven", condition=models.Q(proof="")),
            models.Index(fields=["member_id", "-id"], name="spends_of_member"),
        ]


class ProvenHold(models.Model):
    """A hold that was placed with a proof: it needs none when it is posted."""

    hold_id = models.BigIntegerField(primary_key=True)
    club_id = models.BigIntegerField()
    proof = models.TextField()

    class Meta:
        db_table = "credentials_proven_hold"


class Try(models.Model):
    """How often a proof was shown under a key, `until` it begins anew. Counted before it is judged."""

    pk = models.CompositePrimaryKey("club_id", "key")
    club_id = models.BigIntegerField()
    key = models.TextField()
    tries = models.IntegerField()
    until = models.DateTimeField()

    class Meta:
        db_table = "credentials_try"


class Letter(models.Model):
    """Something that the house sends by itself: a one-time code or the link of their page to a member, a gift card, a
    checkpoint to an auditor.

    `sealed`: the code or the link, of a gift card with who gets it, enciphered, until it is sent. `address`: an
    auditor's; a member's is looked up when it is sent. `day`: the club's day of a daily letter, once an address.
    `note`: what went wrong, in a word.
    """

    club_id = models.BigIntegerField()
    kind = models.TextField()
    state = models.TextField(default="waiting")
    member_id = models.BigIntegerField(null=True)
    code_id = models.BigIntegerField(null=True)
    card_id = models.BigIntegerField(null=True)
    sealed = models.BinaryField(null=True)
    address = models.TextField(default="")
    day = models.DateField(null=True)
    size = models.BigIntegerField(null=True)
    tries = models.IntegerField(default=0)
    note = models.TextField(default="")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "credentials_letter"
        constraints = [models.UniqueConstraint(fields=["club_id", "day", "address"], name="one_letter_a_day")]
        indexes = [
            models.Index(
                fields=["club_id", "due_at"],
                name="letters_to_send",
                condition=models.Q(state__in=["waiting", "sending"]),
            ),
            models.Index(fields=["club_id", "kind", "-id"], name="letters_by_kind"),
            models.Index(fields=["card_id"], name="letters_of_card", condition=models.Q(card_id__isnull=False)),
        ]
