"""The one table of who does what: ports and their integrations, jobs by name, and what runs by the clock.

Everything is named by its dotted path, so that reading this file loads nothing.
"""

from typing import Final, NamedTuple


class Periodic(NamedTuple):
    """Call `task` (a function that takes the time it was due, aware, UTC) whenever `cron` says so."""

    name: str
    cron: str
    task: str


PORTS: Final[dict[str, str]] = {
    "credentials_seal": "moadon.integrations.keys.credentials.seal",
    "credentials_unseal": "moadon.integrations.keys.credentials.unseal",
    "credentials_mix": "moadon.integrations.keys.credentials.mix",
    "database_server": "moadon.integrations.postgres.bundled.BundledServer",
    "database_faults": "moadon.integrations.postgres.durability.faults",
    "database_roles": "moadon.integrations.postgres.roles.make_for_own",
    "backup_source": "moadon.integrations.postgres.backups.Source",
    "backup_take": "moadon.integrations.postgres.backups.take",
    "backup_check": "moadon.integrations.postgres.backups.check",
    "backup_follow": "moadon.integrations.postgres.backups.follow",
    "backup_restore": "moadon.integrations.postgres.backups.restore",
    "backup_newest": "moadon.integrations.postgres.backups.newest",
    "field_keys": "moadon.integrations.keys.fields.field_keys",
    "field_keys_add": "moadon.integrations.keys.fields.add_key",
    "field_keys_missing": "moadon.integrations.keys.fields.missing",
    "keys_keep": "moadon.integrations.keys.kept.keep",
    "keys_opened": "moadon.integrations.keys.kept.opened",
    "keys_put_back": "moadon.integrations.keys.kept.put_back",
    "held": "moadon.integrations.postgres.hold.held",
    "put_on_hold": "moadon.integrations.postgres.hold.put_on_hold",
    "release_hold": "moadon.integrations.postgres.hold.release",
    "card_key": "moadon.integrations.keys.cards.card_key",
    "pdf": "moadon.integrations.print.pdf.pdf_of",
    "leash": "moadon.integrations.machine.leash",
    "is_signed": "moadon.integrations.keys.signing.is_signed",
    "sealing_key": "moadon.integrations.keys.signing.sealing_key",
    "settle_memory": "moadon.integrations.machine.settle_memory",
    "tracing": "moadon.integrations.traces.begin",
    "worker": "moadon.interfaces.worker.process.run",
}
"""What an interface needs from outside -> who gives it."""

SENDERS: Final[dict[str, str]] = {"email": "moadon.integrations.mail.smtp.Sender"}
"""A channel by which members are reached -> who sends by it. The first that reaches a member is taken."""

JOBS: Final[dict[str, str]] = {
    "import": "moadon.interfaces.worker.imports.work_on_import",
    "send": "moadon.interfaces.worker.letters.send_letters",
    "coupons": "moadon.interfaces.worker.coupons.make_coupon_codes",
}
"""Name of a job -> the function that does it, with the arguments it was deferred with."""

PERIODIC: Final[tuple[Periodic, ...]] = (
    Periodic("night", "*/5 * * * *", "moadon.flows.nightly.every_club"),
    Periodic("imports", "17 * * * *", "moadon.flows.importing.running.clean_up_everywhere"),
    Periodic("seals", "* * * * * */20", "moadon.interfaces.worker.seals.seal_books"),
    Periodic("sessions", "43 * * * *", "moadon.apps.signins.actions.forget_ended"),
    Periodic("secrets", "23 3 * * *", "moadon.apps.signins.actions.refresh_secrets"),
    Periodic("letters", "* * * * *", "moadon.interfaces.worker.letters.send_everywhere"),
    Periodic("fraud", "* * * * * */20", "moadon.flows.fraud.watch_everywhere"),
    Periodic("lake", "* * * * * */30", "moadon.insight.lake.keeping.keep_fresh"),
)
"""What the worker does by the clock (UTC)."""
