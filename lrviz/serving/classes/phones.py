"""The page of the phones, compressed once and sent to sixty."""

import hashlib

from starlette.datastructures import Headers
from starlette.responses import Response

from lrviz.serving.classes.phone_page import phone_page, phone_policy
from lrviz.serving.kept import CODINGS, coding_of
from lrviz.serving.settings import Settings


class Phones:
    """Answers with the phone's page, which is the same for every class and every phone."""

    def __init__(self, settings: Settings) -> None:
        """Puts the page together, and compresses it in each way that browsers take."""
        page = phone_page(settings.base_path)
        self._codings = {"": page.encode(), **{name: squeezed(page.encode()) for name, squeezed in CODINGS.items()}}
        self._mark = hashlib.blake2b(page.encode(), digest_size=8).hexdigest()
        own = phone_policy(page, settings.frame_ancestors)
        self._told = {"content-security-policy": own, "cache-control": "no-cache", "vary": "Accept-Encoding"}

    def page(self, headers: Headers) -> Response:
        """The page, or that the browser has it already.

        Args:
            headers: of the request.
        """
        coding = coding_of(headers.get("accept-encoding", ""))
        told = {**self._told, "etag": f'"{self._mark}-{coding}"'}
        if headers.get("if-none-match", "").removeprefix("W/") == told["etag"]:
            return Response(status_code=304, headers=told)
        if coding:
            told["content-encoding"] = coding
        return Response(self._codings[coding], headers=told, media_type="text/html")
