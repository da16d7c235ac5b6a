"""Addresses of one's second factor. They are of no club: some club may let nobody in before it is set up."""

from django.urls import path

from moadon.interfaces.office import second_step
from moadon.interfaces.office.me import second_factor

urlpatterns = [
    path("second-step", second_step.second_step, name="second-step"),
    path("second-factor", second_factor.second_factor, name="second-factor"),
    path("second-factor-app", second_factor.add_app, name="second-factor-app"),
    path("second-factor-passkey", second_factor.add_passkey, name="second-factor-passkey"),
    path("second-factor-codes", second_factor.new_codes, name="second-factor-codes"),
    path("second-factor-remove", second_factor.remove, name="second-factor-remove"),
]
