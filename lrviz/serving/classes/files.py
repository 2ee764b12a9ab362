"""The files of the class's pages: the projector's modules, and its shell that asks for them."""

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response

from lrviz.paths import assets
from lrviz.serving.addresses import fingerprint
from lrviz.serving.guard import policy
from lrviz.serving.settings import Settings

_ROOMS = ("class", "classroom", "kit", "plotly", "share", "stage", "lesson", "alone")
_MEDIA = {".js": "application/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


class Files:
    """What the projector is made of. What is not named here is not there, whatever path is asked for."""

    def __init__(self, settings: Settings) -> None:
        """Reads the files, so that nobody waits for that later."""
        files = [file for room in _ROOMS for file in (assets() / room).rglob("*.*") if file.suffix in _MEDIA]
        self._known = {file.relative_to(assets()).as_posix(): file for file in files}
        self._word = fingerprint(assets() / room for room in _ROOMS)
        shell = (assets() / "class" / "projector" / "index.html").read_text("utf-8")
        place = f"{settings.base_path}/class/assets/{self._word}"
        self._shell = shell.replace("{{assets}}", place).replace("{{base}}", settings.base_path)
        self._policy = policy("", settings.frame_ancestors)

    def file(self, word: str, path: str) -> Response:
        """A file, under an address that changes with any of them.

        Args:
            word: the fingerprint of all files.
            path: of the file inside assets.

        Raises:
            HTTPException: there is none.
        """
        file = self._known.get(path) if word == self._word else None
        if file is None:
            raise HTTPException(404)
        return FileResponse(file, media_type=_MEDIA[file.suffix])

    def projector(self) -> Response:
        """The projector's page."""
        return HTMLResponse(self._shell, headers={"content-security-policy": self._policy, "cache-control": "no-cache"})
