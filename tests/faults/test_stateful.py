"""The running API, tried by a machine that knows nothing but its document: one operation after another
with the ids that the ones before told. Each alone is tried by `tests/interfaces/api/test_contract.py`.

`FAULTS_EXAMPLES` says how many walks there are; `make faults` tries many.
"""

import os
from copy import deepcopy
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from schemathesis import Case
from schemathesis.checks import load_all_checks

from moadon.interfaces.api.openapi import document
from tests.interfaces.api.shop import Shop, open_shop
from tests.interfaces.api.test_contract import CHECKS
from tests.platform.running import ClubServer

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("FAULTS_EXAMPLES") or 4)
STEPS = 8
ALIKE = 4
"""Walks of one seed. More begin the same way, and a shop that remembers the ones before answers them otherwise."""

load_all_checks()
BOUNDED = settings(
    max_examples=ALIKE,
    stateful_step_count=STEPS,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


def test_one_operation_after_another_answers_as_documented(club_server: ClubServer) -> None:
    shop = open_shop()
    for number in range(EXAMPLES // ALIKE):
        run_state_machine_as_test(seed(number)(machine_of(shop, club_server.url)), settings=BOUNDED)


def machine_of(shop: Shop, url: str) -> Any:
    """A machine that goes on with what it was told, as the owner of a shop."""
    contract = schemathesis.openapi.from_dict(deepcopy(document()))
    contract.config.update(base_url=url)
    machine: Any = contract.as_state_machine()

    class Machine(machine):  # type: ignore[misc]
        def before_call(self, case: Case[Any]) -> None:
            case.headers["Authorization"] = f"Bearer {shop.keys['owner']}"

        def validate_response(self, response: Any, case: Case[Any], **more: Any) -> None:
            case.validate_response(response, checks=CHECKS)

    return Machine
