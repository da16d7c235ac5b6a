"""Sessions ended. Call these outside of any transaction."""

from datetime import datetime

from django.views.decorators.debug import sensitive_variables

from moadon.apps.clubs import actions as clubs
from moadon.apps.clubs.models import User
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.signins.models import Session, Try
from moadon.apps.signins.queries import handle_of
from moadon.kernel.refusals import Refused


def end_sign_in(*, user: User, handle: str, actor: Actor, club: ClubInfo | None = None) -> None:
    """Sign `user` out on one device, at once. Logged in `club`, or in every club they work in.

    Raises `Refused("unknown_id", status=404)`.
    """
    row = next((row for row in Session.objects.filter(user=user) if handle_of(row.session_key) == handle), None)
    if row is None or not Session.objects.filter(pk=row.pk).delete()[0]:
        raise Refused("unknown_id", status=404)
    told = {"device": ", ".join(filter(None, (row.browser, row.system, row.place)))}
    clubs.record_of_person(user=user, actor=actor, action="user.signed_out", after=told, club=club)


def end_sign_ins(*, user: User, actor: Actor, but: str | None = None, club: ClubInfo | None = None) -> int:
    """Sign `user` out everywhere, save in the session with the key `but`; returns on how many devices.

    Logged like `end_sign_in`.
    """
    ended = Session.objects.filter(user=user).exclude(pk=but or "").delete()[0]
    if ended:
        told = {"devices": ended}
        clubs.record_of_person(user=user, actor=actor, action="user.signed_out", after=told, club=club)
    return ended


@sensitive_variables("current", "new")
def change_password(*, user: User, current: str, new: str, actor: Actor, but: str | None) -> None:
    """Give `user` another password and sign them out everywhere, save in the session with the key `but`.

    Raises `Refused`: `wrong_password`, `same_password`, `weak_password`.
    """
    clubs.change_password(user=user, current=current, new=new, actor=actor)
    end_sign_ins(user=user, actor=actor, but=but)


def forget_ended(at: datetime) -> None:
    """Forget sessions that ended by themselves, and tries to get in that count no more."""
    Session.objects.filter(expire_date__lt=at).delete()
    Try.objects.filter(until__lt=at).delete()
