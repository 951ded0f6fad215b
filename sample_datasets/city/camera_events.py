"""Camera events: what video analytics says it saw, one row for each object in the view of one camera."""

import numpy as np
import polars as pl

from city.clock import spread, timestamps
from city.draws import Draws, choose, decimals, digits, join, take
from city.identifiers import plates
from city.table import CsvStyle, Table

_DAYS = 2
_MARKET_HOURS = (0, 0, 0, 0, 0, 0, 0, 2, 5, 8, 10, 11, 12, 10, 8, 7, 8, 9, 7, 4, 0, 0, 0, 0)
"""How busy the square is in each hour of the day, in parts; the cameras are on while the market is."""
_VIEWS_PER_OBJECT = 5
_AT_ONCE = 3
"""Objects that cross the square at the same time; each is handed on from camera to camera under one number."""
_ROWS_PER_VEHICLE = 30
_CAMERAS = 16
_CLASSES = ("person", "bicycle", "car", "van")
_AGE_BANDS = ("0-12", "13-17", "18-34", "35-54", "55+")


def _make(draws: Draws) -> pl.DataFrame:
    seen = draws.keys // _VIEWS_PER_OBJECT + draws.below("object", _AT_ONCE)
    objects = draws.of(seen)
    kind = objects.weighted("class", (70, 10, 14, 6))
    on_foot, motor = kind == 0, kind >= 2
    vehicles = draws.of(objects.below("vehicle", max(20, draws.total // _ROWS_PER_VEHICLE)))
    guessed = on_foot & draws.chance("face in view", 0.8)
    # The guess is made anew at every camera, and is at times another one.
    age = np.where(draws.chance("age guess slips", 0.15), 1, 0) + objects.weighted("age", (8, 7, 40, 30, 15))
    man = objects.chance("man", 0.5) ^ draws.chance("gender guess slips", 0.08)
    return pl.DataFrame(
        {
            "cameraId": join(
                "CAM-", digits((objects.below("first camera", _CAMERAS) + draws.below("next", 4)) % _CAMERAS + 1, 2)
            ),
            "detectedAt": timestamps(spread(draws, _DAYS, _MARKET_HOURS)),
            "trackId": join("T", digits(seen + 70_001, 6)),
            "objectClass": take(_CLASSES, kind),
            "ageBand": choose(guessed, take(_AGE_BANDS, age.clip(max=len(_AGE_BANDS) - 1)), None),
            "gender": choose(guessed, choose(man, "male", "female"), None),
            "dwellSeconds": np.rint(np.exp(3 + draws.bell("dwell") * 0.9)).astype(np.int64),
            "plate": choose(motor & draws.chance("plate in view", 0.85), plates(vehicles), None),
            "confidence": decimals(np.clip(0.86 + 0.07 * draws.bell("confidence"), 0.4, 0.99), 2),
        }
    )


TABLE = Table("camera-events", 1400, _make, csv=CsvStyle(datetime="%Y-%m-%dT%H:%M:%SZ"))
