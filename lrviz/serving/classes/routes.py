"""The addresses of a class: pages for phones and projector, and what the projector asks for with its token."""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from lrviz.classroom import Item, RefusedError, class_of, record, scene_of, table
from lrviz.figures.classroom import crowd_payload, item_payload
from lrviz.serving.classes.classes import Classes
from lrviz.serving.classes.files import Files
from lrviz.serving.classes.hub import Hub
from lrviz.serving.classes.judging import BusyError
from lrviz.serving.classes.phones import Phones
from lrviz.serving.classes.qr import NoAddressError, qr_svg
from lrviz.serving.classes.reachable import places
from lrviz.serving.classes.talks import Talks
from lrviz.serving.guard import is_own
from lrviz.serving.settings import Settings, is_one_of_several
from lrviz.version import __version__

MOST_BYTES = 8_000_000
"""Of a class that is sent to be opened, or of the record of one that is over."""

_ONE_PROCESS = (
    "a class needs one process, in which all phones meet, and this server has several (--workers): "
    "start one with `lrviz --host 0.0.0.0` for the class"
)
_OWN_PAGES = "only a page of this server opens a class"
Found = TypeVar("Found")

_NOT_KEPT = {"cache-control": "no-store"}


class ClassRoutes:
    """Answers what is asked below /class."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self.classes = settings, Classes(settings)
        self._files, self._phones = Files(settings), Phones(settings)

    def routes(self) -> list[BaseRoute]:
        """All of them, with the base path in front."""
        below = f"{self._settings.base_path}/class"
        with_token = {
            "stage/{code}/{item:int}": self._stage,
            "crowd/{code}/{item:int}": self._crowd,
            "table/{code}": self._table,
            "record/{code}": self._record,
        }
        return [
            WebSocketRoute(f"{below}/socket", Talks(self.classes)),
            Route(f"{below}/about", self._about),
            Route(f"{below}/open", self._open, methods=["POST"]),
            Route(f"{below}/qr", self._qr),
            Route(f"{below}/projector", self._projector),
            Route(f"{below}/assets/{{word}}/{{path:path}}", self._asset),
            *(Route(f"{below}/{path}", self._for_teachers(answer)) for path, answer in with_token.items()),
            Route(below, self._phone),
            Route(f"{below}/{{code}}", self._phone),
        ]

    async def _phone(self, request: Request) -> Response:
        return self._phones.page(request.headers)

    async def _projector(self, _: Request) -> Response:
        return self._files.projector()

    async def _asset(self, request: Request) -> Response:
        return self._files.file(request.path_params["word"], request.path_params["path"])

    async def _qr(self, request: Request) -> Response:
        try:
            drawn = qr_svg(request.query_params.get("at", ""))
        except NoAddressError as error:
            return _refused(400, str(error))
        return Response(drawn, media_type="image/svg+xml")

    async def _about(self, request: Request) -> Response:
        asked = f"{request.url.scheme}://{request.headers.get('host', '')}"
        return JSONResponse({"class": True, "version": __version__, **self._found(asked)}, headers=_NOT_KEPT)

    def _found(self, origin: str) -> dict[str, object]:
        found = places(self._settings, origin)
        return {"local": not found, "workers": is_one_of_several(), "addresses": found}

    async def _open(self, request: Request) -> Response:
        if not self._may_open(request.headers):
            return _refused(403, _OWN_PAGES)
        if is_one_of_several():
            return _refused(409, _ONE_PROCESS)
        now = self.classes.now()
        if not self.classes.openings(request.client.host if request.client else "").take(now):
            return _refused(429, "classes are opened faster than anybody teaches: wait a minute")
        try:
            text = (await _body(request)).decode()
            given = await self._computed("open", partial(class_of, text))
        except ValueError as error:
            return _refused(400, str(error))
        try:
            room, token = self.classes.open(given)
        except RefusedError as refusal:
            return _refused(429, str(refusal))
        found = places(self._settings, request.headers["origin"])
        addresses = [f"{place}/class/{room.code}" for place in found]
        told = {"code": room.code, "token": token, "addresses": addresses, "local": not found}
        return JSONResponse(told, headers=_NOT_KEPT)

    def _may_open(self, headers: Headers) -> bool:
        origin = headers.get("origin", "").lower()
        return bool(origin) and (is_own(headers) or origin in self._settings.origins)

    def _for_teachers(
        self, answer: Callable[[Request, Hub], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """An answer that needs the token of its class; without it, all classes look as if there were none."""

        async def answered(request: Request) -> Response:
            scheme, _, token = request.headers.get("authorization", "").partition(" ")
            hub = self.classes.taught(request.path_params["code"], token) if scheme.lower() == "bearer" else None
            return (
                _refused(403, "this is not the key of a class that runs") if hub is None else await answer(request, hub)
            )

        return answered

    async def _stage(self, request: Request, hub: Hub) -> Response:
        item = hub.room.plan.items[_number(request.path_params, len(hub.room.plan.items))]
        return _bytes(await self._computed((hub.room.code, "stage"), partial(item_payload, item)))

    async def _crowd(self, request: Request, hub: Hub) -> Response:
        index = _number(request.path_params, len(hub.room.plan.items))
        found = partial(_crowd, hub.room.plan.items[index], *hub.room.crowd(index))
        return _bytes(await self._computed((hub.room.code, "crowd"), found))

    async def _table(self, _: Request, hub: Hub) -> Response:
        text = await self._computed((hub.room.code, "table"), partial(table, hub.room))
        told = {"content-disposition": f'attachment; filename="class-{hub.room.code}.csv"', **_NOT_KEPT}
        return Response(text, media_type="text/csv", headers=told)

    async def _computed(self, owner: Hashable, call: Callable[[], Found]) -> Found:
        try:
            return await self.classes.judging.run(owner, call)
        except BusyError:
            raise HTTPException(429) from None

    async def _record(self, _: Request, hub: Hub) -> Response:
        try:
            text = await self._computed((hub.room.code, "record"), partial(record, hub.room))
        except RefusedError as refusal:
            return _refused(404, str(refusal))
        told = {"content-disposition": f'attachment; filename="class-{hub.room.code}.json"', **_NOT_KEPT}
        return Response(text, media_type="application/json", headers=told)


def _number(params: Mapping[str, int], count: int) -> int:
    if not 0 <= params["item"] < count:
        raise HTTPException(404)
    return params["item"]


async def _body(request: Request) -> bytes:
    """What is sent, while it is not too large.

    Raises:
        HTTPException: it is.
    """
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MOST_BYTES:
            raise HTTPException(413)
        parts.append(part)
    return b"".join(parts)


def _crowd(item: Item, values: Sequence[Any], groups: Sequence[int | None]) -> bytes:
    """The paths of answers; a group of -1 is that of answers which nobody has judged yet."""
    scenes = [scene_of(item, value) for value in values]
    return crowd_payload(scenes, [-1 if group is None else group for group in groups])


def _bytes(data: bytes) -> Response:
    return Response(data, media_type="application/octet-stream", headers=_NOT_KEPT)


def _refused(status: int, why: str) -> Response:
    return JSONResponse({"why": why}, status, headers=_NOT_KEPT)
