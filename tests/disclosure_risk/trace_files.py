"""A small city with a known answer, and the ways in which cities write traces of it to files."""

import csv
import json
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

import pia_toolkit

MONDAY = datetime(2024, 5, 13)  # the clock at the place
DEVICES, DAYS, SPOTS = 20, 8, 9
CLOCK_HOURS = (1, 10, 15, 20)


@dataclass(frozen=True)
class Sighting:
    """Who was at which of the city's spots, and when."""

    who: int
    spot: int
    when: datetime


def city(devices=DEVICES):
    """Return a city in which every four devices share a home and all have one of three workplaces."""
    chance = random.Random(11)
    seen = []
    for who in range(devices):
        for day in range(DAYS):
            home, work, anywhere = who // 4 % SPOTS, who % 3, chance.randrange(SPOTS)
            for hour, spot in zip(CLOCK_HOURS, (home, work, anywhere, chance.randrange(SPOTS)), strict=True):
                if chance.random() < 0.8:
                    seen.append(Sighting(who, spot, MONDAY + timedelta(days=day, hours=hour)))
    return seen


SEEN = city()


def latitude(spot):
    return f"{48.8201 + spot * 0.0113:.4f}"


def longitude(spot):
    return f"{2.3107 + spot * 0.0171:.4f}"


def in_minutes(text, letters):
    degrees = abs(float(text))
    minutes = degrees % 1 * 60
    return f"{int(degrees)}° {minutes:.3f}' {letters}"


def iso(one):
    return one.when.isoformat()


def epoch(one):
    return str(int((one.when - datetime(1970, 1, 1)).total_seconds() * 1000))  # the same clock


def path_of(one, write):
    return write([(latitude(one.spot), longitude(one.spot)), (latitude(one.spot), longitude(one.spot))])


FORMS = {
    "degrees": (("timestamp", "lat", "lon"), lambda one: (iso(one), latitude(one.spot), longitude(one.spot))),
    "utc": (("timestamp", "lat", "lon"), lambda one: (f"{iso(one)}Z", latitude(one.spot), longitude(one.spot))),
    "epoch": (("timestamp", "lat", "lon"), lambda one: (epoch(one), latitude(one.spot), longitude(one.spot))),
    "day-first": (
        ("date", "time", "lat", "lon"),
        lambda one: (f"{one.when:%d/%m/%Y}", f"{one.when:%H:%M}", latitude(one.spot), longitude(one.spot)),
    ),
    "east-first": (("timestamp", "lon", "lat"), lambda one: (iso(one), longitude(one.spot), latitude(one.spot))),
    "well-known-text": (
        ("timestamp", "geom"),
        lambda one: (iso(one), f"POINT ({longitude(one.spot)} {latitude(one.spot)})"),
    ),
    "pair": (("timestamp", "coordinates"), lambda one: (iso(one), f"{latitude(one.spot)}, {longitude(one.spot)}")),
    "degrees-minutes": (
        ("timestamp", "latitude", "longitude"),
        lambda one: (iso(one), in_minutes(latitude(one.spot), "N"), in_minutes(longitude(one.spot), "E")),
    ),
    "grid": (
        ("timestamp", "easting", "northing"),
        lambda one: (iso(one), str(530_000 + 911 * one.spot), str(180_000 + 777 * one.spot)),
    ),
    "geohash": (("timestamp", "geohash"), lambda one: (iso(one), "gcpvj" + "bcdefghjk"[one.spot])),
    "sensor": (("timestamp", "sensor_id"), lambda one: (iso(one), f"AP-{one.spot:03}")),
    "number-and-name-of-a-stop": (
        ("timestamp", "stop_id", "stop_code"),
        lambda one: (iso(one), f"S{one.spot:04}", f"C{one.spot:04}"),
    ),
    "line": (
        ("timestamp", "route_geometry"),
        lambda one: (
            iso(one),
            path_of(one, lambda way: "LINESTRING (" + ", ".join(f"{east} {north}" for north, east in way) + ")"),
        ),
    ),
    "json-in-text": (
        ("timestamp", "polyline"),
        lambda one: (
            iso(one),
            path_of(one, lambda way: json.dumps([[float(east), float(north)] for north, east in way])),
        ),
    ),
}


def written(folder, header, rows):
    path = folder / "sightings.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(("device_id", *header))
        table.writerows(rows)
    return path


def measured(path):
    inventory = pia_toolkit.scan(path)
    return pia_toolkit.measure(path, inventory).tables[0]


def device(number):
    return f"{0xA3F09B27C0 + number * 7919:016x}"


def measured_city(folder, form, seen=SEEN):
    header, write = FORMS[form]
    return measured(written(folder, header, [(device(one.who), *write(one)) for one in seen]))


def enumerated(points, known):
    """Share of the sets of `known` points that only their owner has: the mean over units, and the worst."""
    traces = {}
    for who, point in points:
        traces.setdefault(who, set()).add(point)
    shares = []
    for who, own in traces.items():
        sets = [frozenset(chosen) for chosen in combinations(sorted(own), known)]
        alone = [not any(one <= other for name, other in traces.items() if name != who) for one in sets]
        if sets:
            shares.append(sum(alone) / len(sets))
    return sum(shares) / len(shares), sum(share > 0 for share in shares) / len(shares)


def codes(risk):
    return {note.code: note.values for note in risk.not_measured}
