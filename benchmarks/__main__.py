"""`make bench`: every benchmark, or those named, and `RESULTS.md` with the last figures and the machine named."""

import os
import platform
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from benchmarks.ground import Figure
from moadon.engine.rules import evaluate
from moadon.native import is_compiled

FILES = ("evaluate", "promotions", "till", "statements", "importing", "coupons", "reports", "sealed", "seals", "hot")
RESULTS = Path(__file__).with_name("RESULTS.md")


def machine() -> str:
    """What the figures were measured on."""
    cpu = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.processor(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    how = "compiled" if is_compiled(evaluate.__module__) else "plain Python"
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} cores ({cpu}), {memory} GiB, {system}, {how}"


def section(name: str, figures: list[Figure], title: str) -> str:
    """One benchmark's figures as a table."""
    rows = "\n".join(figure.row() for figure in figures)
    return (
        f"## {name}\n\n{title}\n\n`python -m benchmarks {name}`, {datetime.now(UTC):%Y-%m-%d}, {machine()}\n\n"
        f"| figure | value | unit | limit | |\n| --- | ---: | --- | --- | --- |\n{rows}\n"
    )


def kept() -> dict[str, str]:
    """The sections that the last runs left, by benchmark."""
    if not RESULTS.exists():
        return {}
    parts = RESULTS.read_text("utf-8").split("\n## ")[1:]
    return {part.split("\n", 1)[0].strip(): f"## {part.rstrip()}\n" for part in parts}


def main() -> None:
    """Run what was named, or everything."""
    sections = kept()
    missed = 0
    for name in sys.argv[1:] or FILES:
        module = import_module(f"benchmarks.{name}")
        print(f"# {name}", flush=True)
        figures = module.figures()
        for figure in figures:
            print(figure.row(), flush=True)
        missed += sum(figure.met is False for figure in figures)
        title = (module.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ")
        sections[name] = section(name, figures, title)
        ordered = [sections[known] for known in FILES if known in sections]
        RESULTS.write_text(
            "# Figures\n\nRatios are measured in one run against a peer or the limit.\n\n" + "\n".join(ordered), "utf-8"
        )
    if missed:
        print(f"{missed} missed")


if __name__ == "__main__":
    main()
