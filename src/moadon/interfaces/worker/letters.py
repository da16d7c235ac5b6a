"""What is sent: a job as soon as something is to be sent, and a look by the clock for what was left."""

from datetime import UTC, datetime

from moadon.apps.clubs.queries import club_by_id
from moadon.flows.credentials import auditors, letters


def send_letters(*, club_id: int) -> None:
    """Send what a club has left to be sent. Begun again, it sends what is still waiting."""
    letters.send_due(club_by_id(club_id), datetime.now(UTC))


def send_everywhere(_due: datetime) -> None:
    """Write the letters of the morning, and send what waits everywhere."""
    now = datetime.now(UTC)
    auditors.write_everywhere(now)
    letters.send_everywhere(now)
