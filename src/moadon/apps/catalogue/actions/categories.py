"""The tree of categories."""

from django.db.models import ProtectedError

from moadon.apps.audit import actions as audit
from moadon.apps.catalogue.models import Category
from moadon.apps.catalogue.queries import category_height, category_paths
from moadon.apps.catalogue.types import DEEPEST, CategoryChanges
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.kernel.refusals import Refused
from moadon.kernel.texts import parse_code, parse_text
from moadon.store import club_transaction, run
from moadon.store.conflicts import refusing

_TAKEN = {"one_category_per_code": ("code_taken", "code")}


def add_category(*, club: ClubInfo, code: str, name: str = "", parent: str | None = None, actor: Actor) -> Category:
    """Add a category under `parent` (a code), or at the top.

    Raises `Refused`: `code_taken` (409), `unknown_category`, `category_too_deep`.
    """
    code = parse_code(code, field="code")
    name = parse_text(name, field="name", needed=False) or code
    with club_transaction(club.id), refusing(_TAKEN):
        above = _parent(club, parent, code, height=1)
        category = Category.objects.create(club_id=club.id, code=code, name=name, parent=above)
        audit.record_deed(club.id, actor, "category.added", code, None, {"name": name, "parent": parent})
    return category


def edit_category(
    *, club: ClubInfo, code: str, changes: CategoryChanges, edition: int | None = None, actor: Actor
) -> Category:
    """Rename a category or hang it, with all below it, elsewhere; with `edition`, only if nobody changed it since.

    Raises `Refused`: `unknown_id` (404), `edition_differs` (412), `category_cycle`, `category_too_deep`,
    `unknown_category`.
    """
    with club_transaction(club.id):
        category = _held(club, code, edition)
        before = {"name": category.name, "parent": category.parent.code if category.parent else None}
        if "name" in changes:
            category.name = parse_text(changes["name"], field="name", needed=False) or code
        if "parent" in changes:
            category.parent = _parent(club, changes["parent"], code, height=category_height(code))
        category.edition += 1
        category.save()
        after = {"name": category.name, "parent": category.parent.code if category.parent else None}
        audit.record_deed(club.id, actor, "category.edited", code, before, after)
    return category


def remove_category(*, club: ClubInfo, code: str, edition: int | None = None, actor: Actor) -> None:
    """Take away a category that nothing hangs on; with `edition`, only if nobody changed it since.

    Raises `Refused`: `unknown_id` (404), `edition_differs` (412), `category_in_use` (409).
    """
    with club_transaction(club.id):
        category = _held(club, code, edition)
        try:
            category.delete()
        except ProtectedError:
            raise Refused("category_in_use", field="code", status=409) from None
        audit.record_deed(club.id, actor, "category.removed", code)


def _held(club: ClubInfo, code: str, edition: int | None) -> Category:
    rows = Category.objects.filter(club_id=club.id, code=code).select_related("parent")
    category = rows.select_for_update(of=("self",)).first()
    if category is None:
        raise Refused("unknown_id", status=404)
    if edition not in (None, category.edition):
        raise Refused("edition_differs", status=412, edition=category.edition)
    return category


def _parent(club: ClubInfo, code: str | None, child: str, height: int) -> Category | None:
    if code is None:
        return None
    # Two moves at once could close a circle that neither sees.
    run("select pg_advisory_xact_lock(hashtextextended('category tree', %s::bigint))", (club.id,))
    parent = Category.objects.filter(club_id=club.id, code=code).select_related("parent").first()
    if parent is None:
        raise Refused("unknown_category", field="parent", given=code[:64])
    path = category_paths([code])[code]
    if child in path:
        raise Refused("category_cycle", field="parent", given=code, child=child)
    if len(path) + height > DEEPEST:
        raise Refused("category_too_deep", field="parent", levels=DEEPEST)
    return parent
