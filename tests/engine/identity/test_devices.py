"""A browser's own long name as two words, and an address as its network."""

import pytest

from moadon.engine.identity.devices import Device, device_of, network_of

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
CHROME = (
    "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"
)
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"


@pytest.mark.parametrize(
    ("agent", "browser", "system"),
    [
        (FIREFOX, "Firefox", "Linux"),
        (EDGE, "Edge", "Windows"),
        (CHROME, "Chrome", "Android"),
        (SAFARI, "Safari", "iPhone"),
        ("curl/8", "", ""),
        ("", "", ""),
    ],
)
def test_a_browser_is_known_by_what_it_is_and_not_by_whom_it_claims_to_be(agent, browser, system):
    assert device_of(agent, "192.0.2.77") == Device(browser, system, "192.0.2.0/24")


@pytest.mark.parametrize(
    ("address", "network"),
    [("2001:db8:1:2::7", "2001:db8:1::/48"), ("10.1.2.3", "10.1.2.0/24"), ("", ""), ("unix:", ""), ("1.2.3.4/0", "")],
)
def test_an_address_tells_its_network_alone(address, network):
    assert network_of(address) == network
