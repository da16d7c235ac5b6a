"""Addresses of the coupons."""

from django.urls import path

from moadon.interfaces.office.coupons import codes, doing, finding, importing, pools, printing

urlpatterns = [
    path("", pools.pool_list, name="coupons"),
    path("add", pools.add, name="coupon-add"),
    path("look-up", finding.look_up, name="coupon-look-up"),
    path("<str:pool_id>/", codes.pool_page, name="coupon-pool"),
    path("<str:pool_id>/edit", pools.edit, name="coupon-edit"),
    path("<str:pool_id>/make", doing.make, name="coupon-make"),
    path("<str:pool_id>/making", codes.making, name="coupon-making"),
    path("<str:pool_id>/import", importing.bring_in, name="coupon-import"),
    path("<str:pool_id>/issue", doing.issue, name="coupon-issue"),
    path("<str:pool_id>/reserve", doing.reserve, name="coupon-reserve"),
    path("<str:pool_id>/withdraw", doing.withdraw, name="coupon-withdraw"),
    path("<str:pool_id>/put-back", doing.put_back, name="coupon-put-back"),
    path("<str:pool_id>/sheet", printing.sheet, name="coupon-sheet"),
    path("<str:pool_id>/uses", codes.use_list, name="coupon-uses"),
    path("code/<str:code_id>", codes.code_page, name="coupon-code"),
]
