"""Addresses of databases are told from names of files, and shown without what is secret in them."""

import pytest
from database_servers import SECRET, refused

from pia_toolkit.errors import AddressNotUnderstood
from pia_toolkit.readers.databases.address import parse_address
from pia_toolkit.readers.databases.address_reader import is_address, shown_address, with_password
from pia_toolkit.readers.options import ReadOptions


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://u:p@host:5432/db", "postgresql://host:5432/db"),
        ("POSTGRES://host/db?password=p&sslmode=require", "postgres://host/db"),
        ("mysql://u@[::1]:3306/db", "mysql://[::1]:3306/db"),
        ("postgresql:///db?host=/run/pg", "postgresql:///db"),
        ("postgresql://a,b:1/db", "postgresql://a,b:1/db"),
        ("postgresql://u:p?q#r@host/db", "postgresql://host/db"),
        ("postgresql://u:p@ss@host/db", "postgresql://…"),
        ("postgresql://u:pa/ss@host/db", "postgresql://…"),
        ("mysql://u:pa/ss/w@host/db", "mysql://…"),
        ("oracle://u:p@host/db", "oracle://…"),
        ("jdbc:postgresql://host/db?password=p", "postgresql://…"),
        ("https://u:p@host/x.csv", "https://…"),
    ],
)
def test_an_address_is_shown_without_its_secrets(text, shown):
    assert is_address(text)
    assert shown_address(text) == shown
    if "…" in shown:
        assert refused(AddressNotUnderstood, text, ReadOptions()).values["path"] == shown
    else:
        assert "p" not in repr(parse_address(text)).replace("postgres", "").replace("host", "").replace("port", "")[40:]


@pytest.mark.parametrize("text", ["data.csv", "folder/x://y.csv", "C:\\data\\x.csv", "postgresql", "/data/a:b"])
def test_names_of_files_are_no_addresses(text):
    assert not is_address(text)


@pytest.mark.parametrize("password", [SECRET, "a%20b", "", "пароль 密码", "x" * 200])
def test_a_password_that_was_asked_for_arrives_whole(password):
    for text in (
        "postgresql://u@host:1/db?sslmode=require",
        "postgresql://host/db",
        "mysql://u:old@h/d?ssl-mode=required",
    ):
        parsed = parse_address(with_password(text, password))
        assert (parsed.password.get_secret_value() if parsed.password else "") == password
        assert parsed.parameters == parse_address(text).parameters
