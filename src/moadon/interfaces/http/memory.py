"""How the collector of cyclic garbage works in a process that serves."""

import gc

_OBJECTS, _YOUNG, _MIDDLE = 50_000, 20, 50


def settle() -> None:
    """Leave out what was loaded for good and look less often: receipts leave next to no cycles behind.

    With the defaults a batch of 500 receipts spends a sixth of its time on looking through itself for garbage.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS, _YOUNG, _MIDDLE)
