"""Which version of the toolkit is installed, for everything that may not import the package as a whole."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def tool_version() -> str:
    """Return the version of the installed toolkit; empty where it runs without being installed."""
    try:
        return version("pia-toolkit")
    except PackageNotFoundError:
        return ""
