"""What the OpenAPI document promises is what happens, whatever is sent: bounded and the same on every run."""

import os
from copy import deepcopy
from typing import Any

import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from moadon.interfaces.api.openapi import document
from tests.interfaces.api.shop import Shop

load_all_checks()
contract = schemathesis.openapi.from_dict(deepcopy(document()))
contract.app = WSGIHandler()
# Every edge of every field would take minutes; `test_bad_input.py` tries those that bite.
contract.config.phases.coverage.enabled = False
CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
BOUNDED = settings(
    max_examples=int(os.environ.get("FAULTS_EXAMPLES") or 8),
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


@BOUNDED
@contract.parametrize()
def test_every_operation_answers_as_documented(case: Case[Any], shop: Shop) -> None:
    case.headers["Authorization"] = f"Bearer {shop.keys['owner']}"

    case.call_and_validate(checks=CHECKS)


def test_operation_ids_are_the_ones_that_clients_were_generated_from() -> None:
    found = sorted(
        operation["operationId"] for methods in document()["paths"].values() for operation in methods.values()
    )

    assert found == sorted(OPERATIONS)


OPERATIONS = [
    "activateGiftCard", "addBranch", "addCategory", "addCouponPool", "addEmployee", "addMember", "addProduct",
    "addProgramme", "addReward", "addTill", "attachGiftCard", "blockGiftCard", "cancelLoad", "cancelReceipt",
    "cancelRedemption", "changeStock", "closeBranch", "commitBatch", "commitReceipt", "compareVersions",
    "correctBalance", "decideReview", "draftProgramme", "dropPin", "dropProgrammeDraft", "editBranch",
    "editCategory", "editCouponPool", "editEmployee", "editMember", "editProduct", "editReviewRule", "editReward",
    "editTill",    "endEmployee", "endPilot", "endProduct", "endProgramme", "exchangeGoods", "freeTier", "fulfilRedemption",
    "getBalances", "getBranch", "getCheckpoint", "getClubSummary", "getConsistency", "getCorrection",
    "getCouponPool", "getCredentials", "getEmployee", "getEntryProof", "getGiftCard", "getGiftCardSeries",
    "getHold", "getKey", "getKpis", "getLiability", "getMember", "getProduct", "getProgramme",
    "getProgrammeSchema", "getProofs", "getReceipt", "getRedemption", "getReview", "getReward", "getTerms",
    "getTransfer", "getValueSegments", "importCouponCodes", "issueCoupons", "issueGiftCard", "keepProgramme",
    "killGiftCard", "listBenefits", "listBranches", "listCategories", "listChoices", "listCorrections",
    "listCouponCodes", "listCouponPools", "listEmployees", "listEntries", "listGiftCardEntries",
    "listGiftCardSeries", "listGiftCards", "listHolds", "listKeys", "listMemberCorrections", "listMembers",
    "listProducts", "listProgrammes", "listReceipts", "listRedemptions", "listReviewRules", "listReviews", "listRewards",
    "listStockChanges", "listTemplates", "listTiers", "listTills", "listTransfers", "listVersions",
    "listWallets", "loadMoney", "lookUpCoupon", "makeCouponCodes", "makeGiftCardSeries", "makeKey",
    "openCodePage", "pairDevice", "payRedemption", "placeHold", "postHold", "promotePilot", "publishProgramme", "putRewardAway",
    "quoteBasket", "quoteRedemption", "readGiftCard", "redeemReward", "releaseCoupons", "removeCategory",
    "removeDevice", "renewKey", "reopenReceipt", "replaceGiftCard", "reserveCoupons", "restoreCoupons",
    "returnByNumber", "returnGoods", "revokeKey", "sendCode", "setPin", "setTier", "tellEvent",
    "tellGiftCardCode", "tellGiftCardSeriesCodes", "transferValue", "unblockGiftCard", "unlockGiftCard",
    "unlockProof", "voidHold", "withdrawCorrection", "withdrawCouponPool", "withdrawCoupons", "withdrawVersion",
]  # fmt: skip
