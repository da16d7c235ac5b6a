"""Tables of rules, links, findings and evidence. Members, employees and receipts are opaque numbers from below."""

from django.db import models
from django.db.models.functions import Now

OPEN = ("open", "held")


class Rule(models.Model):
    """A rule as a club has changed it; `kind` is one of `engine.fraud.KINDS`. Without a row it is as usual."""

    club_id = models.BigIntegerField()
    kind = models.TextField()
    on = models.BooleanField()
    effect = models.TextField()
    numbers = models.JSONField()
    edition = models.IntegerField(default=1)

    class Meta:
        db_table = "fraud_rule"
        constraints = [models.UniqueConstraint(fields=["club_id", "kind"], name="one_rule_per_kind")]


class Watcher(models.Model):
    """Who watches a club holds this row: one at a time. How far it has come stands with the readers of facts."""

    club_id = models.BigIntegerField(unique=True)
    watched_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "fraud_watcher"


class Staff(models.Model):
    """What is known of an employee as a person: their log-in to the office, and sealed their phone and e-mail."""

    club_id = models.BigIntegerField()
    employee_id = models.BigIntegerField()
    user_id = models.BigIntegerField(null=True)
    phone_box = models.BinaryField(null=True)
    email_box = models.BinaryField(null=True)

    class Meta:
        db_table = "fraud_staff"
        constraints = [models.UniqueConstraint(fields=["club_id", "employee_id"], name="one_person_per_employee")]


class Link(models.Model):
    """An employee is this member (`self`), or close to them (`relative`); found by phone or e-mail, or set by hand."""

    club_id = models.BigIntegerField()
    employee_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    kind = models.TextField()
    by_hand = models.BooleanField(default=False)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "fraud_link"
        constraints = [
            models.UniqueConstraint(fields=["club_id", "employee_id", "member_id"], name="one_link_per_pair"),
            models.CheckConstraint(condition=models.Q(kind__in=["self", "relative"]), name="links_are_known"),
        ]
        indexes = [models.Index(fields=["member_id"], name="links_of_member")]


class Guess(models.Model):
    """Something that was tried and was not there: of which kind, by whom and from where, never what was tried."""

    club_id = models.BigIntegerField()
    fact = models.BigIntegerField()
    kind = models.TextField()
    caller = models.TextField()
    address = models.TextField(default="")
    at = models.DateTimeField()

    class Meta:
        db_table = "fraud_guess"
        constraints = [models.UniqueConstraint(fields=["club_id", "fact"], name="one_guess_per_fact")]
        indexes = [
            models.Index(fields=["club_id", "caller", "at"], name="guesses_by_caller"),
            models.Index(fields=["club_id", "address", "at"], name="guesses_by_address"),
        ]


class Finding(models.Model):
    """What one rule caught of one subject: open, held, and then released, reversed or dismissed.

    `subject` names it in one text ("employee:3/member:8"). `amount` is what is at stake in minor units, `peak` the most
    within one window of the rule, `score` how bad, of 100. `quiet`: only noted. `branch_id` None: of several branches.
    `stops`: the member may not spend while it is held.
    """

    club_id = models.BigIntegerField()
    rule = models.TextField()
    subject = models.TextField()
    member_id = models.BigIntegerField(null=True)
    employee_id = models.BigIntegerField(null=True)
    till_id = models.BigIntegerField(null=True)
    branch_id = models.BigIntegerField(null=True)
    state = models.TextField(default="open")
    quiet = models.BooleanField(default=False)
    stops = models.BooleanField(default=False)
    events = models.IntegerField(default=0)
    amount = models.BigIntegerField(default=0)
    peak = models.IntegerField(default=0)
    score = models.IntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    found_at = models.DateTimeField(db_default=Now())
    decided_at = models.DateTimeField(null=True)
    decided_by = models.TextField(default="")
    reason = models.TextField(default="")
    edition = models.IntegerField(default=1)

    class Meta:
        db_table = "fraud_finding"
        constraints = [
            models.UniqueConstraint(
                fields=["club_id", "rule", "subject"], name="one_open_finding", condition=models.Q(state__in=OPEN)
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "held", "released", "reversed", "dismissed"]),
                name="finding_in_one_state",
            ),
        ]
        indexes = [
            models.Index(fields=["club_id", "state", "-score", "-id"], name="findings_by_score"),
            models.Index(fields=["club_id", "-last_at", "-id"], name="findings_by_time"),
            models.Index(fields=["member_id"], name="findings_of_member", condition=models.Q(member_id__isnull=False)),
        ]


class Evidence(models.Model):
    """What a finding rests on: a receipt, a member who joined, a guess. It counts once for a rule and subject."""

    club_id = models.BigIntegerField()
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT)
    rule = models.TextField()
    subject = models.TextField()
    kind = models.TextField()
    ref = models.BigIntegerField()
    at = models.DateTimeField()
    amount = models.BigIntegerField(default=0)
    branch_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "fraud_evidence"
        constraints = [
            models.UniqueConstraint(fields=["club_id", "rule", "subject", "kind", "ref"], name="evidence_counts_once")
        ]
        indexes = [models.Index(fields=["kind", "ref"], name="evidence_by_ref")]


class Pause(models.Model):
    """A lot that would have become spendable at `active_at`, and waits for a decision on a finding instead."""

    club_id = models.BigIntegerField()
    lot = models.BigIntegerField()
    active_at = models.DateTimeField()

    class Meta:
        db_table = "fraud_pause"
        constraints = [models.UniqueConstraint(fields=["club_id", "lot"], name="a_lot_waits_once")]


class Decision(models.Model):
    """What somebody decided about a finding, and why. Rows are only added."""

    club_id = models.BigIntegerField()
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT)
    decision = models.TextField()
    by = models.TextField()
    at = models.DateTimeField()
    reason = models.TextField(default="")

    class Meta:
        db_table = "fraud_decision"
