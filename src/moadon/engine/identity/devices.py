"""What somebody signs in with and where from, in as few words as tell two of their devices apart."""

import ipaddress
from typing import NamedTuple

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("FxiOS", "Firefox"),
    ("Firefox", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
_NETWORK_BITS = {4: 24, 6: 48}


class Device(NamedTuple):
    """Names of browser and system, as their makers spell them, and the network; "" for what is not known."""

    browser: str
    system: str
    place: str


def device_of(agent: str, address: str) -> Device:
    """The device behind a `User-Agent` header and an address. Most browsers claim to be others too: the first wins."""
    return Device(_first(_BROWSERS, agent), _first(_SYSTEMS, agent), network_of(address))


def network_of(address: str) -> str:
    """The network of an address, which tells home from abroad but no single house: `192.0.2.0/24`."""
    try:
        version = ipaddress.ip_address(address).version
        return str(ipaddress.ip_network(f"{address}/{_NETWORK_BITS[version]}", strict=False))
    except ValueError:
        return ""


def _first(known: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for sign, name in known if sign in agent), "")
