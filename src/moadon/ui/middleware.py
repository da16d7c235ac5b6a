"""Before a view runs: the reader's language is on, and values know for whom they are written."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from moadon.ui.reader import language_of, reading_as


class ReaderMiddleware:
    """Turns on the reader's language for one request. Stands after authentication.

    The club is looked at only when a value is written, so whoever finds it may stand before or after.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, with its language named."""
        language = language_of(request)
        request.LANGUAGE_CODE = language
        with translation.override(language), reading_as(request):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response
