"""Where a return is taken: its till, which a sale may not have named before."""

from dataclasses import replace

from moadon.apps.clubs import actions as club_writes
from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.types import TillCode
from moadon.flows.till.scene import Scene


def place_tills(scene: Scene, wanted: set[TillCode]) -> None:
    """Find these tills, or make them, as a sale that is first to name them would. No statement when all are known."""
    unseen = {branch for branch, _ in wanted if branch and branch not in scene.shop.branches}
    missing = wanted - scene.tills.keys()
    if not unseen and not missing:
        return
    found = clubs.shop_by_codes(unseen, missing, ())
    branches, stopped = {**scene.shop.branches, **found.branches}, scene.shop.stopped_tills | found.stopped_tills
    scene.shop = replace(scene.shop, branches=branches, stopped_tills=stopped)
    scene.tills.update(found.tills)
    if missing := missing - scene.tills.keys():
        scene.tills.update(club_writes.make_tills(scene.club.id, scene.shop, missing))
