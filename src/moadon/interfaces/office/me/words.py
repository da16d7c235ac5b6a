"""Devices in words."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html
from django.utils.translation import gettext as _

from moadon.apps.signins.types import SignIn
from moadon.engine.identity.devices import Device
from moadon.ui import marks
from moadon.ui.parts import Text


@dataclass(frozen=True, slots=True)
class ShownSignIn:
    """A line of the table of devices."""

    handle: str
    device: Text
    place: str
    began_at: datetime | None
    seen_at: datetime
    here: bool


def shown(sign_ins: list[SignIn], here: str = "") -> list[ShownSignIn]:
    """The lines of these sign-ins; `here` is the handle of the one that is looking."""
    return [
        ShownSignIn(
            one.handle, device_told(one.device), one.device.place, one.began_at, one.seen_at, one.handle == here
        )
        for one in sign_ins
    ]


def device_told(device: Device) -> Text:
    """Like "Firefox on Windows"."""
    browser, system = marks.foreign(device.browser), marks.foreign(device.system)
    if device.browser and device.system:
        return format_html(_("{browser} on {system}"), browser=browser, system=system)
    return (browser if device.browser else system) if device.browser or device.system else _("an unknown device")
