"""Addresses of the shop's pages."""

from django.urls import path

from moadon.interfaces.office.shop import branches, employees, keys, renewing, tills

urlpatterns = [
    path("branches/", branches.branch_list, name="branches"),
    path("branches/add", branches.add, name="branch-add"),
    path("branches/<str:branch_id>", branches.edit, name="branch"),
    path("employees/", employees.employee_list, name="employees"),
    path("employees/add", employees.add, name="employee-add"),
    path("employees/<str:employee_id>", employees.edit, name="employee"),
    path("tills/", tills.till_list, name="tills"),
    path("tills/add", tills.add, name="till-add"),
    path("tills/<int:till_id>", tills.edit, name="till"),
    path("keys/", keys.key_list, name="keys"),
    path("keys/add", keys.add, name="key-add"),
    path("keys/<str:key_id>/renew", renewing.renew, name="key-renew"),
    path("keys/<str:key_id>/revoke", keys.revoke, name="key-revoke"),
]
