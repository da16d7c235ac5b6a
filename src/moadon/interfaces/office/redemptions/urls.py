"""Addresses of the redemption catalogue's pages."""

from django.urls import path

from moadon.interfaces.office.redemptions import choosing, one, queue, rewards, stock

urlpatterns = [
    path("", queue.redemption_list, name="redemptions"),
    path("rewards/", rewards.reward_list, name="rewards"),
    path("rewards/add", rewards.add, name="reward-add"),
    path("rewards/<str:reward_id>", rewards.edit, name="reward"),
    path("rewards/<str:reward_id>/stock", stock.stock, name="reward-stock"),
    path("choose/<str:member_id>", choosing.choose, name="redemption-choose"),
    path("<str:redemption_id>", one.redemption, name="redemption"),
    path("<str:redemption_id>/step", one.step, name="redemption-step"),
    path("<str:redemption_id>/paid", one.paid, name="redemption-paid"),
    path("<str:redemption_id>/cancel", one.cancel, name="redemption-cancel"),
]
