"""Logs as lines of JSON. An error is told by its type and place: its message may hold what somebody wrote in a form."""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime


class Lines(logging.Formatter):
    """One line an event, without field values."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
        }
        request, status = getattr(record, "request", None), getattr(record, "status_code", None)
        if request is not None:  # Django's message holds the path, which may hold a search
            match = getattr(request, "resolver_match", None)
            line |= {"route": match.route if match else None, "method": request.method, "status": status}
        elif record.name.startswith("guiju"):
            line["event"] = record.getMessage()
        if record.exc_info and record.exc_info[0] is not None:
            frames = traceback.extract_tb(record.exc_info[2])
            line["error"] = record.exc_info[0].__name__
            line["where"] = [f"{frame.name}:{frame.lineno}" for frame in frames[-6:]]
        return json.dumps(line, ensure_ascii=False)
