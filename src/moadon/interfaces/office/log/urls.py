"""The address of the log."""

from django.urls import path

from moadon.interfaces.office.log import deeds

urlpatterns = [path("", deeds.deed_list, name="audit")]
