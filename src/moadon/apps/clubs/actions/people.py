"""The people who run the club: who they are, what they may do, when they signed in."""

from collections.abc import Mapping
from datetime import UTC, datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.views.decorators.debug import sensitive_variables

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.models import Membership, User
from moadon.apps.clubs.queries import branches, roles_of_user
from moadon.apps.clubs.types import Actor, ClubInfo, Role
from moadon.kernel.refusals import Refused
from moadon.kernel.sentences import LANGUAGES
from moadon.kernel.texts import parse_text
from moadon.store import club_transaction
from moadon.store.conflicts import refusing


def create_user(*, username: str, password: str, name: str = "", language: str = "en") -> User:
    """Make a person who can sign in; which clubs they see, `give_role` says.

    Raises `Refused`: `username_taken` (409), `weak_password`.
    """
    user = User(username=parse_text(username, field="username", longest=150), language=language)
    user.first_name = parse_text(name, field="name", longest=150, needed=False)
    _check_strength(password, user, field="password")
    user.set_password(password)
    with refusing({"clubs_user_username_key": ("username_taken", "username")}):
        user.save(force_insert=True)
    return user


@sensitive_variables("current", "new")
def change_password(*, user: User, current: str, new: str, actor: Actor) -> None:
    """Give `user` the password `new`; logged in every club they work in. Where they are signed in, `signins` ends.

    Call it outside of any transaction. Raises `Refused`: `wrong_password`, `same_password`, `weak_password`.
    """
    if not user.check_password(current):
        raise Refused("wrong_password", field="current")
    if new == current:
        raise Refused("same_password", field="new")
    _check_strength(new, user, field="new")
    user.set_password(new)
    user.save(update_fields=["password"])
    record_of_person(user=user, actor=actor, action="user.password_changed")


def choose_look(*, user: User, language: str | None = None, theme: str | None = None) -> None:
    """Keep the language or the theme in which a person wants to see the office. Raises `Refused("unknown_choice")`."""
    wanted = {"language": (language, LANGUAGES), "theme": (theme, ("light", "dark", "auto"))}
    for field, (value, known) in wanted.items():
        if value is not None and value not in known:
            raise Refused("unknown_choice", field=field, given=value[:40])
    chosen = {field: value for field, (value, _known) in wanted.items() if value is not None}
    User.objects.filter(pk=user.pk).update(**chosen)


def give_role(*, club: ClubInfo, user: User, role: str, branch_id: int | None = None, actor: Actor) -> None:
    """Let `user` work in the club as `role`, in one branch or all. A role given before is replaced.

    Raises `Refused`: `unknown_role`, `unknown_branch`, `owner_of_one_branch`, `last_owner` (409).
    """
    if role not in set(Role):
        raise Refused("unknown_role", field="role", given=str(role)[:40])
    if role == Role.OWNER and branch_id is not None:
        raise Refused("owner_of_one_branch", field="branch")
    with club_transaction(club.id):
        if branch_id is not None and not branches(club).filter(id=branch_id).exists():
            raise Refused("unknown_branch", field="branch", given=branch_id)
        if role != Role.OWNER:
            _keep_an_owner(club, user.pk)
        Membership.objects.update_or_create(club_id=club.id, user=user, defaults={"role": role, "branch_id": branch_id})
        told = {"role": role, "branch_id": branch_id}
        audit.record_deed(club.id, actor, "role.given", user.username, None, told)


def take_role(*, club: ClubInfo, user: User, actor: Actor) -> None:
    """End what `user` does in the club. Raises `Refused("last_owner", status=409)`."""
    with club_transaction(club.id):
        _keep_an_owner(club, user.pk)
        if Membership.objects.filter(club_id=club.id, user=user).delete()[0]:
            audit.record_deed(club.id, actor, "role.taken", user.username)


def record_sign_in(*, user: User, address: str) -> None:
    """Log that somebody signed in, in every club they work in. Call it outside of any transaction."""
    actor = Actor("user", user.pk, user.username, address)
    record_of_person(user=user, actor=actor, action="user.signed_in")


def record_failed_sign_in(*, username: str, address: str) -> None:
    """Log that somebody failed to sign in as `username`, in every club that knows the name."""
    user = User.objects.filter(username=username).first()
    if user is not None:
        record_of_person(user=user, actor=Actor("system", address=address), action="user.sign_in_failed")
        for role in roles_of_user(user.pk):
            audit.tell_wrong_guess(role.club_id, "sign_in", f"user:{user.pk}", datetime.now(UTC), address)


def record_of_person(
    *, user: User, actor: Actor, action: str, after: Mapping[str, object] | None = None, club: ClubInfo | None = None
) -> None:
    """Log what concerns a person and no club: in `club`, or in every club they work in.

    Call it outside of any transaction.
    """
    for club_id in [role.club_id for role in roles_of_user(user.pk)] if club is None else [club.id]:
        with club_transaction(club_id):
            audit.record_deed(club_id, actor, action, user.username, None, after)


def _check_strength(password: str, user: User, field: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise Refused("weak_password", field=field, why=" ".join(weak.messages)) from None


def _keep_an_owner(club: ClubInfo, leaving: int) -> None:
    owners = list(
        Membership.objects.select_for_update()
        .filter(club_id=club.id, role=Role.OWNER)
        .values_list("user_id", flat=True)
    )
    if owners == [leaving]:
        raise Refused("last_owner", field="role", status=409)
