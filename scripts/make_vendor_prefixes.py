"""Write the address prefixes of the makers of phones, watches, headphones, laptops and their radio chips.

They come from the IEEE registry as shipped with `netaddr`. Run by hand when the list is to be renewed:

    pip install netaddr && python scripts/make_vendor_prefixes.py
"""

import re
from pathlib import Path

import netaddr

MAKERS = (
    *("apple", "samsung", "huawei", "honor device", "xiaomi", "beijing xiaomi", "google", "oneplus", "oppo", "vivo"),
    *("motorola mobility", "lg electronics", "sony", "htc", "nokia", "hmd global", "zte", "lenovo", "realme", "tecno"),
    *("transsion", "fairphone", "asustek", "fitbit", "garmin", "bose", "jabra", "gn netcom", "polar electro", "amazon"),
    *("intel corporate", "murata", "liteon", "azurewave", "hon hai", "microsoft", "dell", "texas instruments"),
)
TARGET = Path(__file__).parents[1] / "src/pia_toolkit/detection/hashes/vendor_prefixes.txt"


def prefixes() -> list[str]:
    """Return the prefixes, six hexadecimal digits each, in order."""
    registry = (Path(netaddr.__file__).parent / "eui" / "oui.txt").read_text(encoding="utf-8", errors="replace")
    entries = re.findall(r"^([0-9A-F]{2})-([0-9A-F]{2})-([0-9A-F]{2})\s+\(hex\)\s+(.+)$", registry, re.MULTILINE)
    return sorted("".join(entry[:3]) for entry in entries if entry[3].lower().startswith(MAKERS))


if __name__ == "__main__":
    TARGET.write_text("\n".join(prefixes()) + "\n", encoding="utf-8")
