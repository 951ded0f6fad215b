"""The assessment as JSON: the whole report in one canonical form, for machines and for checking."""

import json

from pia_toolkit.domain.report import Report


def write_json(report: Report) -> bytes:
    """Return the report as canonical JSON: keys sorted, two spaces of indent, UTF-8."""
    content = report.model_dump(mode="json", by_alias=True)
    return (json.dumps(content, sort_keys=True, indent=2, ensure_ascii=False) + "\n").encode("utf-8")
