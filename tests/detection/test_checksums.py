"""Checks against published examples of each authority."""

import pytest

from pia_toolkit.detection.catalogue.checksums import chance, check


@pytest.mark.parametrize(
    ("name", "value", "passes"),
    [
        ("payment-card", "4111 1111 1111 1111", True),
        ("payment-card", "4111 1111 1111 1112", False),
        ("payment-card", "1234567812345670", False),
        ("vin", "1HGCM82633A004352", True),
        ("vin", "1HGCM82633A004353", False),
        ("hkid", "A123456(3)", True),
        ("hkid", "A123456(4)", False),
        ("nric-sg", "S1234567D", True),
        ("nric-sg", "F1234567N", True),
        ("nric-sg", "M1234567K", True),
        ("nric-sg", "S1234567A", False),
        ("snils", "112-233-445 95", True),
        ("snils", "112-233-445 96", False),
        ("tw-id", "A123456789", True),
        ("tw-id", "A123456788", False),
        ("au-medicare", "2123 45670 1", True),
        ("au-medicare", "2123 45680 1", False),
        ("mpan", "2000024512368", True),
        ("mpan", "2000024512369", False),
        ("ip", "2001:db8::1", True),
        ("ip", "999.1.1.1", False),
        ("phone", "+44 7700 900123", True),
        ("phone", "212 555 0143", True),
        ("phone", "+44 1", False),
        ("cn.ric", "11010519491231002X", True),
        ("es.dni", "54362315K", True),
        ("es.dni", "54362315Z", False),
    ],
)
def test_known_answers(name, value, passes):
    assert check(name)(value) is passes


def test_an_unknown_check_is_refused():
    with pytest.raises(KeyError):
        check("no.such")


def test_luck_is_a_probability():
    assert all(0 < chance(name) < 1 for name in ("phone", "iban", "luhn"))


@pytest.mark.parametrize(
    "name", ["payment-card", "vin", "hkid", "nric-sg", "snils", "tw-id", "au-medicare", "mpan", "ip", "phone", "cn.ric"]
)
def test_odd_input_is_simply_not_valid(name):
    for value in ("", " ", "x" * 500, "１２３", "\0", "-"):
        assert check(name)(value) is False
