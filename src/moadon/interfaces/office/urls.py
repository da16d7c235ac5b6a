"""Addresses of the office. What belongs to a club begins with its slug."""

from django.urls import include, path

from moadon.interfaces.office import finding, home, me_code, password, preferences, sign_in
from moadon.interfaces.office.coupons import phone
from moadon.interfaces.office.seals import pages as seals

urlpatterns = [
    path("", home.root),
    path("seals/<slug:slug>", seals.public, name="seals-public"),
    path("seals/<slug:slug>/checkpoint", seals.checkpoint, name="seals-checkpoint"),
    path("verify_ledger.py", seals.checker, name="checker"),
    path("coupon/<str:link>", phone.coupon_page, name="coupon-page"),
    path("me-code/<str:link>", me_code.code_page, name="me-code"),
    path("me-code/<str:link>/now", me_code.fresh_code, name="me-code-now"),
    path("office/", home.office, name="office"),
    path("office/sign-in", sign_in.sign_in, name="sign-in"),
    path("office/sign-out", sign_in.sign_out, name="sign-out"),
    path("office/", include("moadon.interfaces.office.me.door_urls")),
    path("office/password", password.change_password, name="password"),
    path("office/preferences", preferences.prefer, name="preferences"),
    path("office/<slug:slug>/me/", include("moadon.interfaces.office.me.urls")),
    path("office/<slug:slug>/find", finding.find, name="find"),
    path("office/<slug:slug>/", include("moadon.interfaces.office.overview.urls")),
    path("office/<slug:slug>/", include("moadon.interfaces.office.books.urls")),
    path("office/<slug:slug>/members/", include("moadon.interfaces.office.members.urls")),
    path("office/<slug:slug>/corrections/", include("moadon.interfaces.office.corrections.urls")),
    path("office/<slug:slug>/receipts/", include("moadon.interfaces.office.receipts.urls")),
    path("office/<slug:slug>/cards/", include("moadon.interfaces.office.cards.urls")),
    path("office/<slug:slug>/programmes/", include("moadon.interfaces.office.programmes.urls")),
    path("office/<slug:slug>/redemptions/", include("moadon.interfaces.office.redemptions.urls")),
    path("office/<slug:slug>/", include("moadon.interfaces.office.shop.urls")),
    path("office/<slug:slug>/", include("moadon.interfaces.office.products.urls")),
    path("office/<slug:slug>/coupons/", include("moadon.interfaces.office.coupons.urls")),
    path("office/<slug:slug>/settings/", include("moadon.interfaces.office.settings.urls")),
    path("office/<slug:slug>/imports/", include("moadon.interfaces.office.imports.urls")),
    path("office/<slug:slug>/reviews/", include("moadon.interfaces.office.fraud.urls")),
    path("office/<slug:slug>/seals/", include("moadon.interfaces.office.seals.urls")),
    path("office/<slug:slug>/audit/", include("moadon.interfaces.office.log.urls")),
]
