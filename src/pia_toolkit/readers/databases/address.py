"""Addresses of database servers: told from file names, taken apart, shown without their secrets."""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, unquote

from pydantic import SecretStr

from pia_toolkit.errors import AddressNotUnderstood

POSTGRESQL, MYSQL = ("postgresql", "postgres"), ("mysql", "mariadb")
_KNOWN = "postgresql://user@host:5432/database, mysql://user@host:3306/database, mariadb://…"
_ADDRESS = re.compile(r"[a-z][a-z0-9+.:-]*://", re.IGNORECASE)
_PARTS = re.compile(
    r"(?:(?P<user>[^:@/]*)(?::(?P<password>[^@/]*))?@)?"
    r"(?P<host>[\w.,:%\[\]~-]*)(?:/(?P<database>[^/?#@]*))?(?:\?(?P<parameters>[^#]*))?"
)


@dataclass(frozen=True)
class Address:
    """A database server's address, taken apart. `host`: with its port, as it stands; may be empty."""

    scheme: str
    host: str
    database: str
    user: str = field(default="", repr=False)
    password: SecretStr | None = field(default=None, repr=False)
    parameters: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @property
    def shown(self) -> str:
        """The address as it may be shown and kept: no user, no password, no parameters."""
        return f"{self.scheme}://{self.host}/{quote(self.database)}"

    @property
    def complete(self) -> SecretStr:
        """The whole address, with everything it holds."""
        password = "" if self.password is None else f":{_escaped(self.password.get_secret_value())}"
        login = f"{_escaped(self.user)}{password}@" if self.user or password else ""
        parameters = "&".join(f"{_escaped(key)}={_escaped(value)}" for key, value in self.parameters)
        said = f"?{parameters}" if parameters else ""
        return SecretStr(f"{self.scheme}://{login}{self.host}/{_escaped(self.database)}{said}")


def is_address(text: str) -> bool:
    """Tell whether this is an address and not the name of a file."""
    return _ADDRESS.match(text) is not None


def parse_address(text: str) -> Address:
    """Take an address apart. Raises `AddressNotUnderstood`, which does not repeat what may hold a password."""
    scheme, _, rest = text.partition("://")
    found = _PARTS.fullmatch(rest)
    if scheme.lower() not in {*POSTGRESQL, *MYSQL} or found is None:
        raise AddressNotUnderstood(path=f"{scheme.rpartition(':')[2]}://…", known=_KNOWN)
    parts = found.groupdict(default="")
    parameters = dict(parse_qsl(parts["parameters"], keep_blank_values=True))
    password = found["password"] and unquote(found["password"])
    password = parameters.pop("password", password)
    return Address(
        scheme=scheme.lower(),
        host=parts["host"],
        database=unquote(parts["database"]),
        user=unquote(parts["user"]),
        password=SecretStr(password) if password else None,
        parameters=tuple(parameters.items()),
    )


def shown_address(text: str) -> str:
    """Return an address as it may be shown and kept: without user, password and parameters.

    Of one that is not understood, nothing is left but what kind it is.
    """
    try:
        return parse_address(text).shown
    except AddressNotUnderstood as problem:
        return str(problem.values["path"])


def with_password(text: str, password: str) -> str:
    """Return an address with a password that was asked for. Raises `AddressNotUnderstood`."""
    address = parse_address(text)
    known = {name: getattr(address, name) for name in ("scheme", "host", "database", "user", "parameters")}
    return Address(password=SecretStr(password), **known).complete.get_secret_value()


def _escaped(text: str) -> str:
    return quote(text, safe="")
