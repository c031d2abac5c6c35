"""The contract as a document and as a page to try it out on, served by ourselves: no other host is asked for anything.

The page runs under a Content-Security-Policy without inline scripts and without other origins. Its files have addresses
that hold their digest, so that they can be kept for a year.
"""

import asyncio
import hashlib
from collections.abc import Mapping
from importlib.resources import files
from urllib.parse import urlsplit

import orjson
from fastapi import APIRouter, Request
from secure import ContentSecurityPolicy
from starlette.responses import Response

from app.api.prepared import Prepared, answer
from app.api.strict_route import StrictRoute
from app.planning.refusals import UnknownCode

router = APIRouter(route_class=StrictRoute, include_in_schema=False)
page_router = APIRouter(route_class=StrictRoute, include_in_schema=False)

_FOLDER = files("app.api") / "static"
_KEPT_FOR_A_YEAR = "public, max-age=31536000, immutable"
_ASSETS = {
    "swagger-ui-bundle.js": ("vendor/swagger-ui/swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
    "swagger-ui.css": ("vendor/swagger-ui/swagger-ui.css", "text/css; charset=utf-8"),
    "favicon-32x32.png": ("vendor/swagger-ui/favicon-32x32.png", "image/png"),
    "docs-init.js": ("docs-init.js", "text/javascript; charset=utf-8"),
    "pages.css": ("pages.css", "text/css; charset=utf-8"),
}


class Site:
    """The files of the pages, read once, and where they stand; `edition` is the digest of all of them."""

    def __init__(self, public_url: str) -> None:
        read = {name: (_FOLDER / path).read_bytes() for name, (path, _) in _ASSETS.items()}
        self.edition = hashlib.sha256(b"".join(read.values())).hexdigest()[:16]
        self.assets: Mapping[str, Prepared] = {
            name: Prepared(read[name], media_type=media_type, caching=_KEPT_FOR_A_YEAR)
            for name, (_, media_type) in _ASSETS.items()
        }
        self._base = f"{urlsplit(public_url).path}/static/{self.edition}"

    def address(self, name: str) -> str:
        """The path under which browsers find the file."""
        return f"{self._base}/{name}"

    def docs_page(self) -> Prepared:
        """The explorer: Swagger UI and the few lines that start it."""
        html = (_FOLDER / "docs.html").read_text("utf-8")
        for name in _ASSETS:
            html = html.replace(f"static/{name}", self.address(name))
        return Prepared(
            html.encode(),
            media_type="text/html; charset=utf-8",
            headers=((_DOCS_POLICY.header_name, _DOCS_POLICY.header_value),),
        )


_DOCS_POLICY = (
    ContentSecurityPolicy()
    .default_src("'none'")
    .script_src("'self'")
    .style_src("'self'")
    .img_src("'self'", "data:")
    .connect_src("'self'")
    .base_uri("'none'")
    .form_action("'none'")
    .frame_ancestors("'none'")
)


@router.get("/openapi.json")
async def get_openapi(request: Request) -> Response:
    state = request.app.state
    if state.openapi is None:
        # Made once, at leisure: meanwhile others are answered.
        state.openapi = Prepared(orjson.dumps(await asyncio.to_thread(request.app.openapi)))
    return answer(request, state.openapi)


@router.get("/static/{edition}/{name}")
async def get_asset(request: Request, edition: str, name: str) -> Response:
    site: Site = request.app.state.site
    if edition != site.edition or name not in site.assets:
        raise UnknownCode("file")
    return answer(request, site.assets[name])


@page_router.get("/docs")
async def get_docs(request: Request) -> Response:
    return answer(request, request.app.state.docs_page)
