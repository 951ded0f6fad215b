"""What a sheet hides."""

from dataclasses import dataclass, field


@dataclass
class Hidden:
    """Positions of hidden columns, counted from 0, and how many rows are hidden (also by a filter or a group)."""

    columns: set[int] = field(default_factory=set)
    rows: int = 0
