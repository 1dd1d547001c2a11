"""The body of a table, for `kit/part/table.html`."""

from __future__ import annotations

from django import template

from guiju.kit.web.rows import body

register = template.Library()
register.filter("table_body", body)
