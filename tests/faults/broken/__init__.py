"""Builds of the product with one thing broken on purpose: an experiment is worth what it finds in one of them.

A fault is a module of this folder with two names:

- `MODULE`: the module of the product that is broken, "moadon.flows.till.gather";
- `break_it(module)`: changes it, right after it was run and before anybody else has it.

Nothing of it lies in the product. A process of the product is broken by its environment alone:

    environment = {**os.environ, **broken("reply_before_commit")}
    subprocess.Popen([sys.executable, "-m", "moadon", "up", "--no-demo"], env=environment)

Python finds `started/sitecustomize.py` by `PYTHONPATH` before anything else runs, in every process that this one
starts too (web workers, the queue's worker, commands), and that waits for `MODULE` to be imported. What is compiled is
left aside (`MOADON_NATIVE=0`), so that the source that is broken is the one that runs.

A fault of the database (a wall taken down, an index dropped) needs no module: the test does it as the superuser.
"""

import os
from pathlib import Path

NAME = "FAULTS_BROKEN"
"""The variable that says which faults a process has, with commas."""
_HERE = Path(__file__).parent
_CHECKOUT = _HERE.parents[2]


def broken(*names: str) -> dict[str, str]:
    """What to add to the environment of a process so that it has the faults of these modules."""
    assert all((_HERE / f"{name}.py").exists() for name in names), names
    paths = [str(_HERE / "started"), str(_CHECKOUT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {NAME: ",".join(names), "PYTHONPATH": os.pathsep.join(paths), "MOADON_NATIVE": "0"}
