"""Lists, counts, map and export of matters."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import urlencode
from ninja import Query, Router

from .. import queries, sheets
from ._narrowing import FilterWords, ListWords, box
from ._request import STAFF, actor
from ._shapes import MapPin, MatterPage, Standing

router = Router(tags=["Matters"])
BBOX = Query(
    ...,
    max_length=120,
    description="west,south,east,north in degrees (WGS84)",
    examples=["114.2,30.5,114.4,30.7"],
)


@router.get("", response=MatterPage, operation_id="listCases", summary="List matters", openapi_extra=STAFF)
def worklist(request: HttpRequest, response: HttpResponse, words: Query[ListWords]) -> queries.Page:
    """A page of the matters the actor may see, narrowed and ordered; follow `next` for more."""
    page: queries.Page = queries.worklist(actor(request), words.wanted(), words.cursor, words.limit)
    if page.next:
        told = request.GET.copy()
        told["cursor"] = page.next
        response["Link"] = f'<{request.path}?{urlencode(list(told.lists()), doseq=True)}>; rel="next"'
    return page


@router.get(
    "/counts", response=Standing, operation_id="countCases", summary="Count matters", openapi_extra=STAFF
)
def counts(request: HttpRequest, words: Query[FilterWords]) -> dict[str, object]:
    """How the open matters of the actor stand, and how many fit the filter."""
    told = queries.counts(actor(request))
    return {
        "by_state": told.by_state,
        "overdue": told.overdue,
        "matching": queries.matching(actor(request), words.wanted()),
    }


@router.get(
    "/pins", response=list[MapPin], operation_id="mapCases", summary="Map of matters", openapi_extra=STAFF
)
def pins(request: HttpRequest, words: Query[FilterWords], bbox: str = BBOX) -> list[queries.Pin]:
    """Matters inside a box as pins; close ones are told as one cluster."""
    # A tuple of two would be taken for a status and an answer.
    return list(queries.pins(actor(request), box(bbox), words.wanted()))


@router.get(
    "/export.csv",
    operation_id="exportCases",
    summary="Export matters as CSV",
    openapi_extra={
        **STAFF,
        "responses": {200: {"description": "OK", "content": {"text/csv": {"schema": {"type": "string"}}}}},
    },
)
def export(request: HttpRequest, words: Query[FilterWords]) -> StreamingHttpResponse:
    """Every matter that fits and that the actor may export, streamed; formulas are defused."""
    rows = queries.rows(actor(request), words.wanted())
    # Spreadsheet programs take UTF-8 for what it is only with this mark.
    lines = (f"\ufeff{line}" if at == 0 else line for at, line in enumerate(sheets.csv_lines(rows)))
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="cases.csv"'
    return answer
