"""Addresses of members."""

from django.urls import path

from moadon.interfaces.office.members import (
    adding,
    code_pages,
    credentials,
    editing,
    handing,
    levels,
    lists,
    loading,
    pages,
    past,
    proofs,
    unloading,
)

urlpatterns = [
    path("", lists.member_list, name="members"),
    path("add", adding.add, name="member-add"),
    path("<str:member_id>", pages.member_page, name="member"),
    path("<str:member_id>/proofs", proofs.proofs, name="member-proofs"),
    path("<str:member_id>/proofs/<str:entry_id>", proofs.proof_page, name="member-proof"),
    path("<str:member_id>/credentials", credentials.shown, name="member-credentials"),
    path("<str:member_id>/credentials/<str:deed>", credentials.do, name="member-credentials-do"),
    path("<str:member_id>/code-page", code_pages.open_one, name="member-code-page"),
    path("<str:member_id>/hand-over", handing.hand_over, name="member-hand-over"),
    path("<str:member_id>/load", loading.load, name="member-load"),
    path("<str:member_id>/loads/<str:lot_id>/cancel", unloading.take_back, name="member-load-back"),
    path("<str:member_id>/return-credit", loading.return_credit, name="member-return-credit"),
    path("<str:member_id>/past", past.past_page, name="member-past"),
    path("<str:member_id>/edit", editing.edit, name="member-edit"),
    path("<str:member_id>/level/<str:programme>/<str:ladder>", levels.set_by_hand, name="member-level"),
    path("<str:member_id>/level/<str:programme>/<str:ladder>/free", levels.free, name="member-level-free"),
    path("<str:member_id>/end", editing.end, name="member-end"),
    path("<str:member_id>/resume", editing.resume, name="member-resume"),
]
