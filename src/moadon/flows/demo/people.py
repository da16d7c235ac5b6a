"""Who the members are: their way through the two years, then names, phones and cards."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from moadon.flows.demo import documents
from moadon.flows.demo.calibration import CAME_BACK, ENDED, JOINED_BEFORE, JOINED_SILENT, Targets
from moadon.flows.demo.curves import luck
from moadon.flows.demo.shop import Shop
from moadon.flows.demo.types import Life, Person, Recipe, Visit

BEFORE, REFERENCE = 1, 2
NUMBERS = 200_000
FIRST_NUMBER = 5_800_000
"""Phones are +972 55 580-0000 to 599-9999: well formed, and named to no operator in libphonenumber's public tables."""
FIRST_CARD = 20_010_004


def draw_lives(before: Targets, reference: Targets, scale: Fraction, shop: Shop, rng: Random) -> list[Life]:
    """Everybody who was a member in the two years: when they joined, in which years they visited, who left."""
    joined_before = round(JOINED_BEFORE * scale)
    ended = round(ENDED * scale)
    joined_now = reference.members - (before.members - ended)
    years = [0] * (before.members - joined_before) + [BEFORE] * joined_before + [REFERENCE] * joined_now
    weights = [branch.weight * branch.asks for branch in shop.branches]
    homes = rng.choices(range(len(weights)), weights, k=len(years))
    lives = [Life(rng.gauss(0, 1), year, home=home) for year, home in zip(years, homes, strict=True)]
    _visit_before(lives, before, rng)
    _visit_now(lives, reference, scale, rng)
    away = [life for life in lives if REFERENCE not in life.visited and life.joined_in != REFERENCE]
    for life in rng.sample(away, ended):
        life.ends = True
    return lives


def _visit_before(lives: list[Life], before: Targets, rng: Random) -> None:
    joiners = [life for life in lives if life.joined_in == BEFORE]
    old = [life for life in lives if life.joined_in == 0]
    bought = joiners[: round(len(joiners) * 0.95)]
    for life in bought + _keenest(old, before.visiting - len(bought), rng):
        life.visited.add(BEFORE)


def _visit_now(lives: list[Life], reference: Targets, scale: Fraction, rng: Random) -> None:
    joiners = [life for life in lives if life.joined_in == REFERENCE]
    bought = joiners[round(JOINED_SILENT * scale) :]
    missed = [life for life in lives if not life.visited and life.joined_in < REFERENCE]
    came_back = _keenest(missed, round(CAME_BACK * scale), rng)
    loyal = [life for life in lives if life.visited]
    stayed = _keenest(loyal, reference.visiting - len(bought) - len(came_back), rng)
    for life in bought + came_back + stayed:
        life.visited.add(REFERENCE)


def _keenest(lives: list[Life], count: int, rng: Random) -> list[Life]:
    scored = sorted(((life.loyalty + rng.gauss(0, 0.9), n) for n, life in enumerate(lives)), reverse=True)
    return [lives[n] for _, n in scored[:count]]


def ranked(lives: list[Life], year: int, rng: Random) -> list[int]:
    """Positions of those who visited in `year`, from who spends least to who spends most: loyalty and luck."""
    scored = [
        (0.8 * life.loyalty + rng.gauss(0, 0.6) - (0.5 if life.joined_in == year else 0.0), position)
        for position, life in enumerate(lives)
        if year in life.visited
    ]
    return [position for _, position in sorted(scored)]


def dress(lives: list[Life], first: Mapping[int, Visit], recipe: Recipe, shop: Shop) -> list[Person]:
    """Give every life a name, a phone and a card. `first`: the first visit of those who joined with a purchase."""
    rng = luck(recipe.seed, "people")
    groups: Any = documents.read("people/names.yaml")
    chosen = rng.choices(groups, [group["share"] for group in groups], k=len(lives))
    phones = rng.sample(range(NUMBERS), len(lives))
    joined = [_joined(life, first.get(position), recipe, rng) for position, life in enumerate(lives)]
    cards = _cards(joined)
    taken: set[str] = set()
    people = []
    for position, (life, group) in enumerate(zip(lives, chosen, strict=True)):
        given, family = rng.choice(group["given"]), rng.choice(group["family"])
        visit = first.get(position)
        branch = shop.branches[visit.branch if visit else life.home]
        people.append(
            Person(
                first_name=given[0],
                last_name=family[0],
                phone=f"+97255{FIRST_NUMBER + phones[position]}",
                card=cards[position],
                email=_email(given[1], family[1], taken, rng) if rng.random() < 0.62 else None,
                birth_date=_birthday(recipe.as_of, rng) if rng.random() < 0.78 else None,
                language=group["language"],
                branch=branch.code,
                employee=visit.employee if visit else (rng.choice(branch.staff) if branch.staff else None),
                joined_at=joined[position],
                ended_on=_some_day(recipe.reference.start, recipe.as_of, rng) if life.ends else None,
            )
        )
    return people


def _joined(life: Life, visit: Visit | None, recipe: Recipe, rng: Random) -> datetime:
    if visit is not None:
        return datetime.fromtimestamp(visit.at - 60 - rng.randrange(120), UTC)
    noon = datetime(recipe.before.start.year, 1, 1, 9, tzinfo=UTC) + timedelta(seconds=rng.randrange(8 * 3600))
    if life.joined_in == 0:
        day = recipe.before.start - timedelta(days=1 + int(rng.random() ** 1.4 * 2600))
    else:
        span = recipe.before if life.joined_in == BEFORE else recipe.reference
        day = _some_day(span.start, span.end, rng)
    day -= timedelta(days=day.weekday() == 5)
    return noon.replace(year=day.year, month=day.month, day=day.day)


def _cards(joined: list[datetime]) -> list[str]:
    cards = [""] * len(joined)
    for nth, position in enumerate(sorted(range(len(joined)), key=joined.__getitem__)):
        cards[position] = str(FIRST_CARD + 3 * nth)
    return cards


def _email(given: str, family: str, taken: set[str], rng: Random) -> str:
    address = f"{given}.{family}{rng.randrange(1, 100)}@example.com"
    while address in taken:
        address = f"{given}.{family}{rng.randrange(100, 100_000)}@example.com"
    taken.add(address)
    return address


def _birthday(as_of: date, rng: Random) -> date:
    years = min(max(rng.gauss(41, 14), 16), 84)
    return as_of - timedelta(days=int(years * 365.25) + rng.randrange(365))


def _some_day(first: date, last: date, rng: Random) -> date:
    return date.fromordinal(rng.randrange(first.toordinal() + 1, last.toordinal()))


def first_visits(lives: list[Life], visits: Iterable[Visit], year: int) -> dict[int, Visit]:
    """The visit with which each of those who joined in `year` joined."""
    found: dict[int, Visit] = {}
    for visit in visits:
        if visit.member >= 0 and lives[visit.member].joined_in == year:
            known = found.get(visit.member)
            if known is None or visit.at < known.at:
                found[visit.member] = visit
    return found
