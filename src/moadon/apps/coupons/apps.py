"""The app of coupons."""

from django.apps import AppConfig


class CouponsConfig(AppConfig):
    """Pools, codes and their uses."""

    name = "moadon.apps.coupons"
    label = "coupons"
