"""The real server with gathered files and its headers: the door opens and looks as it should."""


def test_the_door_of_the_running_server(window, club_server):
    page = window.goes(f"{club_server.url}/")

    assert page.url.endswith("/office/sign-in?next=/office/")
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.btn-primary')).backgroundColor") == "rgb(11, 95, 122)"
    )
    assert page.evaluate("document.fonts.check('14px \"IBM Plex Sans Variable\"')")
    assert window.findings() == []
    assert window.complaints == []


def test_pages_files_have_names_that_change_with_them(window, club_server):
    page = window.goes(f"{club_server.url}/office/sign-in")
    script = page.evaluate("document.querySelector('script[type=module]').src")

    assert "office." in script
    assert not script.endswith("/office.js")
