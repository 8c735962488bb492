"""A call to look at and to listen to: one HTML page, made of recordings.

::

    from realtime_wire import view

    Path("call.html").write_text(view.page(["call.jsonl"]), encoding="utf-8")

What is public is here: `_read` takes a file in, `_told`, `_wire`, `_sounds` and `_figures` make of it what the page has, and
`_page` puts that together with the files in `page`. Needs the extra `view`.
"""

from ._page import FIRST_LINE, page
from ._prices import PriceList, PricesError, prices_in

__all__ = ["FIRST_LINE", "PriceList", "PricesError", "page", "prices_in"]
